package org.tisc.node.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.identity.Suite;
import org.tisc.federation.link.BreakerState;
import org.tisc.federation.link.LinkFailure;
import org.tisc.federation.link.LinkFailure.Trouble;
import org.tisc.federation.link.LinkHealth.Reach;
import org.tisc.federation.link.Refusals;
import org.tisc.federation.membership.MembershipWarning;
import org.tisc.federation.membership.StoredMembership;
import org.tisc.federation.policy.Effect;
import org.tisc.federation.policy.Quota;
import org.tisc.federation.policy.Rule;
import org.tisc.federation.policy.RuleSet;
import org.tisc.federation.policy.Subject;
import org.tisc.federation.policy.Target;
import org.tisc.federation.policy.Terms;
import org.tisc.federation.policy.Validity;
import org.tisc.federation.policy.Verb;
import org.tisc.federation.roster.Endpoint;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.MemberProfile;
import org.tisc.federation.roster.MemberRole;
import org.tisc.federation.roster.MemberState;
import org.tisc.federation.roster.Names;
import org.tisc.federation.roster.NetworkSettings;
import org.tisc.federation.roster.Roster;
import org.tisc.node.config.HostPort;
import org.tisc.node.index.CollectionHealth;
import org.tisc.node.web.Messages;

/** Every finding is provoked by facts, has its words, and stays away from a node that is well. */
class FindingsTest {
  private static final Instant NOW = Instant.parse("2026-06-01T08:00:00Z");
  private static final NetworkId NETWORK = new NetworkId("jjj");
  private static final NodeId SELF = new NodeId("tianjin");
  private static final NodeId PEER = new NodeId("beijing");
  private static final Path FILE = Path.of("home", "file");
  private static final Duration YEAR = Duration.ofDays(365);

  @ParameterizedTest
  @EnumSource
  void everyFindingIsProvokedByFacts(FindingCode code) {
    assertThat(codes(provoke(code))).contains(code);
  }

  @ParameterizedTest
  @EnumSource
  void everyFindingSaysInBothLanguagesWhatItNamesAndOnlyWhatIsWrongHasACure(FindingCode code) {
    Diagnosis.View view =
        Diagnosis.answer("tianjin", false, NOW, provoke(code)).findings().stream()
            .filter(one -> one.code() == code)
            .findFirst()
            .orElseThrow();
    List<String> texts = new java.util.ArrayList<>(view.text().values());
    view.cure().ifPresent(cure -> texts.addAll(cure.values()));
    assertThat(texts).allSatisfy(text -> assertThat(text).isNotBlank().doesNotContain("{"));
    assertThat(view.text().keySet()).containsExactly("en", "zh");
    assertThat(view.cure().isPresent()).isEqualTo(code.severity() != Severity.OK);
    view.about()
        .filter(about -> code.severity() != Severity.OK)
        .ifPresent(about -> assertThat(texts).anySatisfy(text -> assertThat(text).contains(about)));
  }

  @Test
  void thereAreNoWordsForFindingsThatThereAreNot() {
    Set<String> known = new TreeSet<>();
    for (FindingCode code : FindingCode.values()) {
      known.add("finding." + code);
      known.add("cure." + code);
    }
    for (Check check : Check.values()) {
      known.add("check." + check);
    }
    assertThat(
            Messages.of(Diagnosis.class).keys().stream()
                .filter(key -> key.matches("(finding|cure|check)\\..*")))
        .allSatisfy(key -> assertThat(known).contains(key));
    assertThat(Messages.of(Diagnosis.class).text(Locale.CHINESE, "check.PEERS")).isNotBlank();
  }

  @Test
  void aNodeThatIsWellHasNothingButGoodFindings() {
    List<Finding> all = new java.util.ArrayList<>();
    all.addAll(MachineCheck.of(machine(25, 1 << 30, 65_536)));
    all.addAll(KeyCheck.of(keys("rw-------", true)));
    all.addAll(networks(membership(Duration.ofDays(-40), Duration.ofDays(60), roster(30))));
    all.addAll(clocks(Map.of("jjj/a", Duration.ofSeconds(3), "jjj/b", Duration.ofSeconds(-8))));
    all.addAll(PeerCheck.of(List.of(peer(Optional.empty(), Reach.WORKING, Reach.WORKING))));
    all.addAll(rules(Subject.parse("network:jjj"), "patents", Validity.ALWAYS));
    all.addAll(DiskCheck.of(List.of(folder(true, true, 9_000))));
    assertThat(all).allSatisfy(one -> assertThat(one.severity()).isEqualTo(Severity.OK));
  }

  @Test
  void theClockOfTheMajorityCountsAndWithOnePeerNobodyIsAccused() {
    Map<String, Duration> two =
        Map.of(
            "jjj/a", Duration.ofMinutes(9),
            "jjj/b", Duration.ofMinutes(9),
            "jjj/c", Duration.ZERO);
    assertThat(codes(clocks(two)))
        .containsExactly(FindingCode.CLOCK_WRONG, FindingCode.PEER_CLOCK_WRONG);
    assertThat(codes(clocks(Map.of("jjj/a", Duration.ofMinutes(9)))))
        .containsExactly(FindingCode.PEER_CLOCK_WRONG);
  }

  @Test
  void aPeerThatIsNotHeardIsToldOnlyOnceItMustHaveCalled() {
    PeerCheck.Facts young =
        new PeerCheck.Facts(
            new PeerId(NETWORK, PEER),
            "peer.example:8471",
            Optional.empty(),
            Reach.WORKING,
            Reach.UNKNOWN,
            BreakerState.CLOSED,
            "own.example:8471",
            false);
    assertThat(codes(PeerCheck.of(List.of(young)))).containsExactly(FindingCode.PEER_GOOD);
  }

  @Test
  void whatTheNodeSaysOfACheckCountsAndTheCommandAddsTheOthers() {
    var running =
        json(Diagnosis.answer("n", true, NOW, List.of(Finding.of(FindingCode.DISK_GOOD))));
    var offline =
        json(
            Diagnosis.answer(
                "n",
                true,
                NOW,
                List.of(
                    Finding.naming(FindingCode.DISK_FULL, FILE, 1),
                    Finding.naming(FindingCode.AUDIT_BROKEN, FILE, 7))));
    var merged = Diagnosis.merged(running, offline);
    assertThat(merged.path("findings").valueStream().map(one -> one.path("code").asString("")))
        .containsExactly("DISK_GOOD", "AUDIT_BROKEN");
    assertThat(merged.path("worst").asString("")).isEqualTo("PROBLEM");
  }

  private static tools.jackson.databind.node.ObjectNode json(Diagnosis.Answer answer) {
    return org.tisc.node.web.Json.mapper().valueToTree(answer);
  }

  private static List<FindingCode> codes(List<Finding> findings) {
    return findings.stream().map(Finding::code).toList();
  }

  private static List<Finding> provoke(FindingCode code) {
    return switch (code) {
      // Said by those who ask whether the node runs; DoctorTest and the process test meet them.
      case NODE_RUNS -> List.of(Finding.naming(code, "1.0"));
      case NODE_STOPPED -> List.of(Finding.of(code));
      case NODE_SILENT -> List.of(Finding.naming(code, "http://127.0.0.1:1"));

      case CONFIGURATION_GOOD ->
          HomeExamination.configuration(
              FILE, () -> org.tisc.node.config.ConfigReader.parse(FILE, CONFIGURATION));
      case CONFIGURATION_MISSING ->
          HomeExamination.mistakes(
              Path.of("no-such-home"), new TiscException(Reason.NOT_FOUND, "there is none"));
      case CONFIGURATION_MISTAKE ->
          HomeExamination.mistakes(
              FILE,
              TiscException.invalid(
                  Reason.INVALID_ARGUMENT,
                  "1 mistake",
                  List.of(Violation.of("http.bind", "line 3: is no address"))));

      case JAVA_GOOD -> MachineCheck.of(machine(25, 1 << 30, 65_536));
      case JAVA_TOO_OLD -> MachineCheck.of(machine(21, 1 << 30, 65_536));
      case JAVA_MODULE_MISSING ->
          MachineCheck.of(
              new MachineCheck.Facts(25, List.of("java.sql"), 1 << 30, OptionalLong.empty()));
      case MEMORY_LOW -> MachineCheck.of(machine(25, 1 << 26, 65_536));
      case OPEN_FILES_LOW -> MachineCheck.of(machine(25, 1 << 30, 1024));

      case PORTS_GOOD -> bound(PortCheck.Binding.FREE);
      case PORT_TAKEN -> bound(PortCheck.Binding.TAKEN);
      case PORT_FORBIDDEN -> bound(PortCheck.Binding.FORBIDDEN);
      case ADDRESS_NOT_HERE -> bound(PortCheck.Binding.NOT_HERE);
      case ADVERTISED_NAME_UNKNOWN ->
          PortCheck.running(PortCheck.Advertised.NAME_UNKNOWN, "own.example:1");
      case ADVERTISED_UNREACHABLE ->
          PortCheck.running(PortCheck.Advertised.UNREACHED, "own.example:1");
      case DIALS_OUT_ONLY -> PortCheck.running(PortCheck.Advertised.NONE, "");

      case DISK_GOOD -> DiskCheck.of(List.of(folder(true, true, 9_000)));
      case DISK_LOW -> DiskCheck.of(List.of(folder(true, true, 1_000)));
      case DISK_FULL -> DiskCheck.of(List.of(folder(true, true, 100)));
      case FOLDER_MISSING -> DiskCheck.of(List.of(folder(false, false, 9_000)));
      case FOLDER_NOT_WRITABLE -> DiskCheck.of(List.of(folder(true, false, 9_000)));

      case KEYS_GOOD -> KeyCheck.of(keys("rw-------", true));
      case SECRET_MISSING -> KeyCheck.of(keys("", false));
      case SECRET_OPEN -> KeyCheck.of(keys("rw-r--r--", true));
      case SECRET_UNREADABLE -> KeyCheck.of(keys("-w-------", false));
      case KEYS_REFUSED ->
          KeyCheck.of(new KeyCheck.Facts(List.of(), List.of(), List.of("tls.p12 is damaged")));

      case HTTPS_NONE -> HttpsCheck.of(new HttpsCheck.Facts.None(), NOW);
      case HTTPS_GOOD -> https(YEAR.negated(), YEAR);
      case HTTPS_ENDS_SOON -> https(YEAR.negated(), Duration.ofDays(29));
      case HTTPS_EXPIRED -> https(YEAR.negated(), Duration.ofDays(-1));
      case HTTPS_NOT_YET_VALID -> https(Duration.ofDays(1), YEAR);
      case HTTPS_REFUSED -> HttpsCheck.of(new HttpsCheck.Facts.Refused("no PEM"), NOW);

      case CLOCK_PLAUSIBLE -> clocks(Map.of());
      case CLOCK_AGREES -> clocks(Map.of("jjj/a", Duration.ofSeconds(2)));
      case CLOCK_WRONG ->
          clocks(Map.of("jjj/a", Duration.ofHours(-8), "jjj/b", Duration.ofHours(-8)));
      case PEER_CLOCK_WRONG ->
          clocks(
              Map.of(
                  "jjj/a", Duration.ofHours(8),
                  "jjj/b", Duration.ZERO,
                  "jjj/c", Duration.ZERO));
      case CLOCK_BEFORE_CERTIFICATE ->
          clock(membership(Duration.ofHours(1), Duration.ofDays(90), roster(30)));
      case CLOCK_BEFORE_ROSTER ->
          clock(
              membership(
                  Duration.ofDays(-40),
                  Duration.ofDays(60),
                  roster(MemberState.ACTIVE, Duration.ofHours(1), Duration.ofDays(60))));

      case NETWORK_NONE -> networks();
      case CERTIFICATE_GOOD, ROSTER_GOOD ->
          networks(membership(Duration.ofDays(-40), Duration.ofDays(60), roster(30)));
      case CERTIFICATE_RENEWING ->
          networks(
              new StoredMembership(
                  NETWORK,
                  NOW.minus(YEAR),
                  NOW.plus(YEAR),
                  true,
                  Optional.of(roster(30)),
                  new TreeSet<>(),
                  new TreeSet<>()));
      case CERTIFICATE_ENDS_SOON ->
          networks(membership(Duration.ofDays(-90), Duration.ofDays(10), roster(30)));
      case CERTIFICATE_EXPIRED ->
          networks(membership(Duration.ofDays(-101), Duration.ofDays(-1), roster(30)));
      case RENEWAL_FAILED -> warned(MembershipWarning.Code.RENEWAL_FAILED);
      case ROOT_KEY_NEEDED -> warned(MembershipWarning.Code.ROOT_KEY_NEEDED);
      case ROOT_ROTATION_OPEN -> warned(MembershipWarning.Code.ROOT_ROTATION_OPEN);
      case ROOT_RETIRED -> warned(MembershipWarning.Code.ROOT_RETIRED);
      case ROSTER_MISSING ->
          networks(
              new StoredMembership(
                  NETWORK,
                  NOW.minus(YEAR),
                  NOW.plus(YEAR),
                  false,
                  Optional.empty(),
                  new TreeSet<>(),
                  new TreeSet<>()));
      case ROSTER_ENDS_THIS_WEEK ->
          networks(membership(Duration.ofDays(-40), Duration.ofDays(60), roster(6)));
      case ROSTER_ENDS_TODAY ->
          networks(
              membership(
                  Duration.ofDays(-40),
                  Duration.ofDays(60),
                  roster(MemberState.ACTIVE, Duration.ofDays(-59), Duration.ofHours(23))));
      case ROSTER_EXPIRED ->
          networks(
              membership(
                  Duration.ofDays(-40),
                  Duration.ofDays(60),
                  roster(MemberState.ACTIVE, Duration.ofDays(-61), Duration.ofDays(-1))));
      case ROSTER_EQUIVOCATION ->
          networks(
              new StoredMembership(
                  NETWORK,
                  NOW.minus(YEAR),
                  NOW.plus(YEAR),
                  false,
                  Optional.of(roster(30)),
                  new TreeSet<>(Set.of(7L)),
                  new TreeSet<>()));
      case THIS_NODE_TWICE -> twice(SELF);
      case PEER_TWICE -> twice(PEER);
      case MEMBERSHIP_SUSPENDED -> standing(MemberState.SUSPENDED);
      case MEMBERSHIP_ENDED -> standing(MemberState.REMOVED);

      case PEER_GOOD -> PeerCheck.of(List.of(peer(Optional.empty(), Reach.WORKING, Reach.WORKING)));
      case PEER_NO_CONTACT_YET ->
          PeerCheck.of(List.of(peer(Optional.empty(), Reach.UNKNOWN, Reach.UNKNOWN)));
      case PEER_BLOCKED_HERE -> failing(Trouble.BLOCKED_HERE);
      case PEER_DIALS_OUT_ONLY -> failing(Trouble.NO_INBOUND);
      case PEER_BLOCKS_US -> failing(Trouble.BLOCKED_THERE);
      case PEER_NAME_UNKNOWN -> failing(Trouble.NAME_UNKNOWN);
      case PEER_REFUSES_CONNECTIONS -> failing(Trouble.CONNECTION_REFUSED);
      case PEER_UNREACHABLE -> failing(Trouble.NO_ROUTE);
      case PEER_SILENT -> failing(Trouble.NO_ANSWER);
      case PEER_TLS_FAILED -> failing(Trouble.TLS_FAILED);
      case PEER_IS_SOMEBODY_ELSE -> failing(Trouble.NOT_THE_PEER);
      case PEER_REFUSES_US -> failing(Trouble.REFUSED_THERE);
      case PEER_INCOMPATIBLE -> failing(Trouble.INCOMPATIBLE);
      case PEER_FAILS -> failing(Trouble.OTHER);
      case PEER_BREAKER_OPEN ->
          PeerCheck.of(
              List.of(
                  new PeerCheck.Facts(
                      new PeerId(NETWORK, PEER),
                      "peer.example:8471",
                      Optional.empty(),
                      Reach.WORKING,
                      Reach.WORKING,
                      BreakerState.OPEN,
                      "own.example:8471",
                      true)));
      case PEER_NOT_HEARD ->
          PeerCheck.of(List.of(peer(Optional.empty(), Reach.WORKING, Reach.UNKNOWN)));
      case PEER_CALLS_REFUSED_HERE ->
          PeerCheck.of(List.of(peer(Optional.empty(), Reach.WORKING, Reach.REFUSED)));

      case CALLERS_NONE_REFUSED -> PeerCheck.refusals(List.of());
      case CALLER_REFUSED ->
          PeerCheck.refusals(
              List.of(
                  new Refusals.Refused(
                      NOW,
                      "call.refused",
                      "tisc://jjj/shanxi",
                      "SearchService",
                      Reason.NOT_A_MEMBER,
                      "is no member",
                      3)));

      case RULES_GOOD -> rules(Subject.parse("network:jjj"), "patents", Validity.ALWAYS);
      case COLLECTION_CLOSED -> rules(Subject.parse("peer:jjj/nobody"), "patents", Validity.ALWAYS);
      case RULE_EXPIRED ->
          rules(
              Subject.parse("network:jjj"),
              "patents",
              new Validity(Optional.empty(), Optional.of(NOW)));
      case RULE_UNKNOWN_COLLECTION -> rules(Subject.parse("network:jjj"), "gone", Validity.ALWAYS);
      case RULE_UNKNOWN_NETWORK -> rules(Subject.parse("network:csj"), "patents", Validity.ALWAYS);
      case RULE_UNKNOWN_PEER -> rules(Subject.parse("nobody"), "patents", Validity.ALWAYS);

      case COLLECTIONS_GOOD -> StorageCheck.collections(List.of());
      case COLLECTION_DAMAGED ->
          StorageCheck.collections(
              List.of(new CollectionHealth("patents", Optional.of("no segments"), false)));
      case COLLECTION_WAITS_FOR_REINDEX ->
          StorageCheck.collections(
              List.of(new CollectionHealth("patents", Optional.empty(), true)));

      case FEEDS_GOOD -> FeedCheck.of(new FeedCheck.Facts(3, List.of(kept(899)), List.of(), 0));
      case FEED_FORKED ->
          FeedCheck.of(new FeedCheck.Facts(3, List.of(), List.of("jjj/tianjin/members"), 0));
      case FEED_QUOTA_NEARLY_FULL ->
          FeedCheck.of(new FeedCheck.Facts(3, List.of(kept(998)), List.of(), 0));
      case FEED_QUOTA_FULL ->
          FeedCheck.of(new FeedCheck.Facts(3, List.of(kept(1000)), List.of(), 0));
      case FEED_ENTRIES_QUARANTINED ->
          FeedCheck.of(new FeedCheck.Facts(3, List.of(kept(1)), List.of(), 2));
      case STORE_GOOD -> StorageCheck.store(new StorageCheck.Whole.Good(0), FILE);
      case STORE_MISSING ->
          StorageCheck.store(StorageCheck.Whole.store(Path.of("no-such-file")), FILE);
      case STORE_DAMAGED -> StorageCheck.store(new StorageCheck.Whole.Broken("no database"), FILE);
      case AUDIT_GOOD -> StorageCheck.audit(new StorageCheck.Whole.Good(12), FILE);
      case AUDIT_MISSING ->
          StorageCheck.audit(StorageCheck.Whole.audit(Path.of("no-such-file")), FILE);
      case AUDIT_BROKEN -> StorageCheck.audit(new StorageCheck.Whole.Broken("12"), FILE);
      case AUDIT_CUT -> witnessed(true, true);
      case AUDIT_REWRITTEN -> witnessed(true, false);
      case PEER_AUDIT_CUT -> witnessed(false, true);
      case PEER_AUDIT_REWRITTEN -> witnessed(false, false);
    };
  }

  private static FeedCheck.Kept kept(long entries) {
    return new FeedCheck.Kept("jjj/tianjin", entries, 1000, 10, 100);
  }

  private static List<Finding> witnessed(boolean own, boolean cut) {
    return WitnessCheck.of(List.of(new WitnessCheck.Alarm("jjj/tianjin", own, cut, 20, 12)));
  }

  private static final String CONFIGURATION =
      """
      node:
        id: tianjin
        name_zh: 示例
      """;

  private static MachineCheck.Facts machine(int java, long heap, long files) {
    return new MachineCheck.Facts(java, List.of(), heap, OptionalLong.of(files));
  }

  private static List<Finding> bound(PortCheck.Binding binding) {
    return PortCheck.stopped(
        List.of(new PortCheck.Bound("grpc.bind", new HostPort("127.0.0.1", 8471), binding)));
  }

  private static DiskCheck.Folder folder(boolean exists, boolean writable, long freeMegabytes) {
    return new DiskCheck.Folder(
        FILE, exists, writable, "disk", OptionalLong.of(freeMegabytes << 20));
  }

  private static KeyCheck.Facts keys(String permissions, boolean readable) {
    return new KeyCheck.Facts(
        List.of(
            new KeyCheck.SecretFile(
                FILE, Optional.of(permissions).filter(text -> !text.isEmpty()), readable)),
        List.of(),
        List.of());
  }

  private static List<Finding> https(Duration from, Duration until) {
    return HttpsCheck.of(new HttpsCheck.Facts.Read(NOW.plus(from), NOW.plus(until)), NOW);
  }

  private static List<Finding> clocks(Map<String, Duration> ahead) {
    return ClockCheck.of(new ClockCheck.Facts(List.of(), ahead), NOW);
  }

  private static List<Finding> clock(StoredMembership membership) {
    return ClockCheck.of(new ClockCheck.Facts(List.of(membership), Map.of()), NOW);
  }

  private static List<Finding> networks(StoredMembership... memberships) {
    return NetworkCheck.of(new NetworkCheck.Facts(SELF, Arrays.asList(memberships), Map.of()), NOW);
  }

  private static List<Finding> warned(MembershipWarning.Code code) {
    return NetworkCheck.of(
        new NetworkCheck.Facts(
            SELF,
            List.of(membership(Duration.ofDays(-40), Duration.ofDays(60), roster(30))),
            Map.of(NETWORK, List.of(new MembershipWarning(code, "the detail")))),
        NOW);
  }

  private static List<Finding> twice(NodeId node) {
    return networks(
        new StoredMembership(
            NETWORK,
            NOW.minus(YEAR),
            NOW.plus(YEAR),
            false,
            Optional.of(roster(30)),
            new TreeSet<>(),
            new TreeSet<>(Set.of(node))));
  }

  private static List<Finding> standing(MemberState state) {
    return networks(
        membership(
            Duration.ofDays(-40),
            Duration.ofDays(60),
            roster(state, Duration.ofDays(-1), Duration.ofDays(59))));
  }

  private static StoredMembership membership(Duration from, Duration until, Roster roster) {
    return new StoredMembership(
        NETWORK,
        NOW.plus(from),
        NOW.plus(until),
        false,
        Optional.of(roster),
        new TreeSet<>(),
        new TreeSet<>());
  }

  private static Roster roster(int daysLeft) {
    return roster(MemberState.ACTIVE, Duration.ofDays(daysLeft - 60L), Duration.ofDays(daysLeft));
  }

  private static Roster roster(MemberState own, Duration issued, Duration until) {
    return new Roster(
        NETWORK,
        7,
        NOW.plus(issued),
        NOW.plus(until),
        new NetworkSettings("京津冀", Suite.INTL, "profile"),
        List.of(
            member(PEER, MemberState.ACTIVE, MemberRole.COORDINATOR),
            member(SELF, own, MemberRole.MEMBER)));
  }

  private static Member member(NodeId node, MemberState state, MemberRole role) {
    return new Member(
        node,
        new MemberProfile(
            new Names("示例", ""), "", List.of(new Endpoint("peer.example", 8471)), "1.0"),
        state,
        role,
        Set.of(KeyHash.ofSpki(node.value().getBytes(java.nio.charset.StandardCharsets.UTF_8))));
  }

  private static PeerCheck.Facts peer(
      Optional<LinkFailure> failure, Reach outbound, Reach inbound) {
    return new PeerCheck.Facts(
        new PeerId(NETWORK, PEER),
        "peer.example:8471",
        failure,
        outbound,
        inbound,
        BreakerState.CLOSED,
        "own.example:8471",
        true);
  }

  private static List<Finding> failing(Trouble trouble) {
    return PeerCheck.of(
        List.of(
            peer(
                Optional.of(new LinkFailure(trouble, Reason.UNAVAILABLE, "what it said")),
                Reach.FAILING,
                Reach.WORKING)));
  }

  private static List<Finding> rules(Subject subject, String collection, Validity validity) {
    Terms terms =
        new Terms(
            Effect.ALLOW,
            subject,
            new Target.OneCollection(collection),
            Set.of(Verb.SEARCH),
            Set.of(),
            Quota.NONE,
            validity);
    return RuleCheck.of(
        new RuleCheck.Facts(
            SELF,
            new RuleSet(1, 2, List.of(new Rule(1, terms, "admin", NOW, ""))),
            List.of("patents"),
            List.of(roster(30))),
        NOW);
  }
}
