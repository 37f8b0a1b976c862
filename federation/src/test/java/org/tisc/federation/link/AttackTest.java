package org.tisc.federation.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tisc.federation.FederationRegion;
import org.tisc.federation.TestNode;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.CertificateAuthority;
import org.tisc.federation.identity.Forgery;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.Suite;
import org.tisc.proto.federation.v1.GetRosterRequest;
import org.tisc.proto.federation.v1.GreetRequest;
import org.tisc.proto.federation.v1.LinkServiceGrpc;
import org.tisc.proto.federation.v1.RosterServiceGrpc;

/** Hostile callers on a real port: each meets a clear reason, and the log gets one line. */
@Tag("network")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AttackTest {
  private static final String NAME = "region.tisc";
  private static final int MAX_MESSAGE = 64 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private @Nullable FederationRegion running;

  @BeforeAll
  void start() {
    running =
        FederationRegion.start(
            new NetworkId("region"),
            2,
            LinkLimits.defaults()
                .with(MAX_MESSAGE, 8, Duration.ofSeconds(1), Duration.ofSeconds(2)),
            (index, links) -> List.of());
    victim()
        .federation()
        .memberships()
        .create(new NetworkId("second"), "另一网络", Suite.INTL, Optional.empty());
  }

  @AfterAll
  void stop() {
    region().close();
  }

  private FederationRegion region() {
    return java.util.Objects.requireNonNull(running);
  }

  private TestNode victim() {
    return region().node(0);
  }

  private Identity issuing() {
    return victim().key(region().network(), "issuing");
  }

  /**
   * A certificate that TLS must refuse.
   *
   * @param what names the case
   * @param identity makes the certificate once the region runs
   */
  record BadCertificate(String what, Reason reason, Supplier<Identity> identity) {
    @Override
    public String toString() {
      return what;
    }
  }

  Stream<BadCertificate> badCertificates() {
    String name = "tisc://region/node1";
    Instant now = Instant.now();
    return Stream.of(
        new BadCertificate(
            "another root with the same names",
            Reason.CERTIFICATE_REFUSED,
            () -> Forgery.named(name).signedBy(otherIssuing("region"))),
        new BadCertificate(
            "self-signed", Reason.CERTIFICATE_REFUSED, () -> Forgery.named(name).selfSigned()),
        new BadCertificate(
            "signed by a node",
            Reason.CERTIFICATE_REFUSED,
            () -> Forgery.named(name).signedBy(region().node(1).key(region().network(), "tls"))),
        new BadCertificate(
            "expired",
            Reason.CERTIFICATE_EXPIRED,
            () ->
                Forgery.named(name)
                    .valid(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(1)))
                    .signedBy(issuing())),
        new BadCertificate(
            "not yet valid",
            Reason.CERTIFICATE_EXPIRED,
            () ->
                Forgery.named(name)
                    .valid(now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(9)))
                    .signedBy(issuing())),
        new BadCertificate(
            "two names",
            Reason.CERTIFICATE_REFUSED,
            () -> Forgery.named(name, "tisc://region/node2").signedBy(issuing())),
        new BadCertificate(
            "no name", Reason.CERTIFICATE_REFUSED, () -> Forgery.named().signedBy(issuing())),
        new BadCertificate(
            "upper case",
            Reason.CERTIFICATE_REFUSED,
            () -> Forgery.named("tisc://REGION/node1").signedBy(issuing())),
        new BadCertificate(
            "escaped dots",
            Reason.CERTIFICATE_REFUSED,
            () -> Forgery.named("tisc://region/%2e%2e").signedBy(issuing())),
        new BadCertificate(
            "user in the name",
            Reason.CERTIFICATE_REFUSED,
            () -> Forgery.named("tisc://root@region/node1").signedBy(issuing())),
        new BadCertificate(
            "without usage",
            Reason.CERTIFICATE_REFUSED,
            () -> Forgery.named(name).withoutUsage().signedBy(issuing())),
        new BadCertificate(
            "for servers only",
            Reason.CERTIFICATE_REFUSED,
            () -> Forgery.named(name).serverOnly().signedBy(issuing())),
        new BadCertificate(
            "of a network that this node does not know",
            Reason.UNKNOWN_NETWORK,
            () -> Forgery.named("tisc://third/node1").signedBy(otherIssuing("third"))),
        new BadCertificate(
            "of this node's other network",
            Reason.NETWORK_MISMATCH,
            () -> victim().key(new NetworkId("second"), "tls")),
        new BadCertificate(
            "of the other network's name by this root",
            Reason.NETWORK_MISMATCH,
            () -> Forgery.named("tisc://second/node1").signedBy(issuing())));
  }

  @ParameterizedTest
  @MethodSource("badCertificates")
  void aBadCertificateEndsTheHandshake(BadCertificate bad) {
    try (Attacker attacker = new Attacker(victim().port())) {
      Optional<TiscException> refusal =
          attacker.greet(attacker.channel(bad.identity().get(), NAME), "region", "0");
      assertThat(refusal.orElseThrow().reason()).isEqualTo(Reason.CERTIFICATE_REFUSED);
      assertOneLine(attacker, "nobody", bad.reason());
    }
  }

  @Test
  void withoutCertificateOnlyEnrolmentIsOpen() {
    try (Attacker attacker = new Attacker(victim().port())) {
      ManagedChannel channel = attacker.channel(null, NAME);
      assertThat(attacker.greet(channel, "region", "0").orElseThrow().reason())
          .isEqualTo(Reason.UNAUTHENTICATED);
      assertOneLine(attacker, "nobody", Reason.UNAUTHENTICATED);
      assertThat(roster(channel)).isEqualTo(Reason.UNAUTHENTICATED);
    }
  }

  @Test
  void aKeyThatTheRosterDoesNotListMayFetchTheRosterAndNothingElse() {
    try (Attacker attacker = new Attacker(victim().port())) {
      Identity stolen = Forgery.named("tisc://region/node1").signedBy(issuing());
      ManagedChannel channel = attacker.channel(stolen, NAME);
      TiscException refusal = attacker.greet(channel, "region", "0").orElseThrow();
      assertThat(refusal.reason()).isEqualTo(Reason.NOT_A_MEMBER);
      assertThat(refusal).hasMessageContaining("key");
      assertOneLine(attacker, "tisc://region/node1", Reason.NOT_A_MEMBER);
      assertThat(roster(channel)).isNull();
    }
  }

  @Test
  void aNodeThatIsNoMemberIsRefusedWhateverRosterItClaimsToHold() {
    try (Attacker attacker = new Attacker(victim().port())) {
      Identity ghost = Forgery.named("tisc://region/ghost").signedBy(issuing());
      ManagedChannel channel = attacker.channel(ghost, NAME);
      for (String version : List.of("0", "999999999999999999", "-1", "x", "")) {
        assertThat(attacker.greet(channel, "region", version).orElseThrow().reason())
            .isEqualTo(Reason.NOT_A_MEMBER);
      }
      assertOneLine(attacker, "tisc://region/ghost", Reason.NOT_A_MEMBER);
    }
  }

  @Test
  void theRequestMustNameTheNetworkOfTheServerName() {
    Identity member = region().node(1).key(region().network(), "tls");
    try (Attacker attacker = new Attacker(victim().port())) {
      ManagedChannel channel = attacker.channel(member, NAME);
      assertThat(attacker.greet(channel, "region", "0")).isEmpty();
      for (String other : new @Nullable String[] {"second", "REGION", "", null}) {
        assertThat(attacker.greet(channel, other, "0").orElseThrow().reason())
            .isEqualTo(Reason.NETWORK_MISMATCH);
      }
      assertOneLine(attacker, "tisc://region/node1", Reason.NETWORK_MISMATCH);
    }
  }

  @Test
  void anUnknownServerNameFindsNoKey() {
    try (Attacker attacker = new Attacker(victim().port())) {
      assertThat(attacker.greet(attacker.channel(null, "third.tisc"), "third", "0")).isPresent();
      assertOneLine(attacker, "nobody", Reason.UNAUTHENTICATED);
    }
  }

  @Test
  void olderTlsIsRefused() {
    Identity member = region().node(1).key(region().network(), "tls");
    try (Attacker attacker = new Attacker(victim().port())) {
      assertThat(attacker.greet(attacker.channel(member, NAME, "TLSv1.2"), "region", "0"))
          .isPresent();
      assertOneLine(attacker, "nobody", Reason.UNAUTHENTICATED);
    }
  }

  @Test
  void plaintextSilenceAndHalfAHelloAreCutOff() throws Exception {
    byte[] halfHello = {22, 3, 1, 2, 0, 1, 0, 1, (byte) 252, 3, 3};
    for (byte[] bytes :
        List.of(
            Attacker.ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
            Attacker.ascii("GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
            new byte[0],
            halfHello)) {
      try (Attacker attacker = new Attacker(victim().port())) {
        attacker.sendAndAwaitEnd(bytes);
        assertOneLine(attacker, "nobody", Reason.UNAUTHENTICATED);
      }
    }
  }

  @Test
  void malformedMessagesAreAnsweredAsInvalid() {
    Identity member = region().node(1).key(region().network(), "tls");
    Random random = new Random(20261123);
    try (Attacker attacker = new Attacker(victim().port())) {
      ManagedChannel channel = attacker.channel(member, NAME);
      byte[] wrongLength = {10, 100, 1};
      byte[] badUtf8 = {10, 2, (byte) 0xc3, 0x28};
      for (byte[] body : List.of(wrongLength, badUtf8)) {
        assertThat(attacker.greetWith(channel, "region", body).orElseThrow().reason())
            .isEqualTo(Reason.INVALID_ARGUMENT);
      }
      assertOneLine(attacker, "tisc://region/node1", Reason.INVALID_ARGUMENT);
      for (int i = 0; i < 200; i++) {
        byte[] noise = new byte[random.nextInt(300)];
        random.nextBytes(noise);
        attacker
            .greetWith(channel, "region", noise)
            .ifPresent(e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_ARGUMENT));
      }
      assertThat(attacker.stackTraces()).isEmpty();
    }
  }

  @Test
  void anOversizedMessageIsRefusedAndTheConnectionGoesOn() {
    Identity member = region().node(1).key(region().network(), "tls");
    assertThat(
            java.util.logging.Logger.getLogger("io.grpc.netty.NettyServerStream")
                .isLoggable(java.util.logging.Level.WARNING))
        .isFalse();
    try (Attacker attacker = new Attacker(victim().port())) {
      ManagedChannel channel = attacker.channel(member, NAME);
      assertThat(
              attacker
                  .greetWith(channel, "region", new byte[MAX_MESSAGE + 1])
                  .orElseThrow()
                  .reason())
          .isIn(Reason.TOO_LARGE, Reason.CANCELLED);
      assertOneLine(attacker, "tisc://region/node1", Reason.TOO_LARGE);
      assertThat(attacker.greet(channel, "region", "0")).isEmpty();
    }
  }

  @Test
  void aCompressedMessageIsNotInflated() {
    Identity member = region().node(1).key(region().network(), "tls");
    try (Attacker attacker = new Attacker(victim().port())) {
      var stub =
          LinkServiceGrpc.newBlockingStub(
                  Attacker.with(attacker.channel(member, NAME), "region", "0"))
              .withCompression("gzip")
              .withDeadlineAfter(20, TimeUnit.SECONDS);
      StatusRuntimeException failure =
          org.assertj.core.api.Assertions.catchThrowableOfType(
              StatusRuntimeException.class,
              () ->
                  stub.greet(
                      GreetRequest.newBuilder().setSoftwareVersion("x".repeat(9000)).build()));
      assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    }
  }

  @Test
  void headersAndThenSilenceAreCancelled() throws Exception {
    Identity member = region().node(1).key(region().network(), "tls");
    try (Attacker attacker = new Attacker(victim().port())) {
      CompletableFuture<StatusRuntimeException> ended = silentCall(attacker, member);
      assertThat(RpcFailures.fromStatus(ended.get(20, TimeUnit.SECONDS)).reason())
          .isEqualTo(Reason.TIMED_OUT);
      // Another test of the same caller may have told it within the quiet minute.
      assertThat(victim().events().of("call.refused"))
          .anySatisfy(
              event ->
                  assertThat(event.details())
                      .containsEntry("caller", "tisc://region/node1")
                      .containsEntry("reason", "TIMED_OUT"));
      assertThat(attacker.stackTraces()).isEmpty();
    }
  }

  @Test
  void oneCallerGetsOnlySoManyCallsAtOnce() throws Exception {
    Identity member = region().node(1).key(region().network(), "tls");
    try (Attacker attacker = new Attacker(victim().port())) {
      List<CompletableFuture<StatusRuntimeException>> calls =
          Stream.generate(() -> silentCall(attacker, member)).limit(12).toList();
      int busy = 0;
      for (CompletableFuture<StatusRuntimeException> call : calls) {
        Reason reason = RpcFailures.fromStatus(call.get(20, TimeUnit.SECONDS)).reason();
        assertThat(reason).isIn(Reason.BUSY, Reason.TIMED_OUT);
        busy += reason == Reason.BUSY ? 1 : 0;
      }
      assertThat(busy).isGreaterThanOrEqualTo(4);
    }
  }

  @Test
  void everyReconnectIsJudgedAnewSinceNothingResumes() throws Exception {
    LinkMemberships memberships = new LinkMemberships();
    Identity tls = victim().key(region().network(), "tls");
    memberships.put(
        new LinkMembership(
            region().peerId(0),
            tls,
            new org.tisc.federation.identity.ChainVerifier(
                region().network(), tls.root(), Instant::now),
            new org.tisc.federation.roster.RosterKeeper(
                region().network(),
                new org.tisc.federation.roster.RosterVerifier(
                    new org.tisc.federation.identity.ChainVerifier(
                        region().network(), tls.root(), Instant::now)),
                new org.tisc.federation.state.InMemoryStateStore())));
    ServerTrust trust = new ServerTrust(memberships);
    assertThat(Resumption.judgedOf(6, TlsContexts.server(memberships, trust), trust, tls, NAME))
        .isEqualTo(6);
  }

  @Test
  void theAuditHearsOfRefusalsWithoutSecrets() {
    try (Attacker attacker = new Attacker(victim().port())) {
      Identity ghost = Forgery.named("tisc://region/phantom").signedBy(issuing());
      attacker.greet(attacker.channel(ghost, NAME), "region", "0");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(victim().events().of("call.refused"))
                      .anySatisfy(
                          event ->
                              assertThat(event.details())
                                  .containsEntry("caller", "tisc://region/phantom")
                                  .containsEntry("reason", "NOT_A_MEMBER")));
    }
  }

  private static CompletableFuture<StatusRuntimeException> silentCall(
      Attacker attacker, Identity member) {
    CompletableFuture<StatusRuntimeException> ended = new CompletableFuture<>();
    var call =
        Attacker.with(attacker.channel(member, NAME), "region", "0")
            .newCall(
                // The library keeps the headers of a unary call back until there is a message.
                LinkServiceGrpc.getGreetMethod().toBuilder()
                    .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                    .build(),
                CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            ended.complete(new StatusRuntimeException(status, trailers));
          }
        },
        new Metadata());
    call.request(1);
    return ended;
  }

  private static @Nullable Reason roster(ManagedChannel channel) {
    try {
      RosterServiceGrpc.newBlockingStub(Attacker.with(channel, "region", "0"))
          .withDeadlineAfter(20, TimeUnit.SECONDS)
          .getRoster(GetRosterRequest.newBuilder().setNetwork("region").build());
      return null;
    } catch (StatusRuntimeException e) {
      return RpcFailures.fromStatus(e).reason();
    }
  }

  private static void assertOneLine(Attacker attacker, String member, Reason reason) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(attacker.complaintsAbout(member))
                    .anyMatch(line -> line.contains(" " + reason + ": ")));
    assertThat(attacker.complaintsAbout(member))
        .filteredOn(line -> line.contains(" " + reason + ": "))
        .hasSize(1);
    assertThat(attacker.stackTraces()).isEmpty();
  }

  private static Identity otherIssuing(String network) {
    NetworkId id = new NetworkId(network);
    Instant now = Instant.now();
    return new CertificateAuthority(CertificateAuthority.createRoot(id, now))
        .createIssuing(id, now);
  }
}
