package org.tisc.federation.roster;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.ChainVerifier;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.state.StateDocument;
import org.tisc.federation.state.StateStore;
import org.tisc.proto.federation.v1.GetRosterResponse;

/**
 * Keeps one network's newest roster and the deputies' removals beside it. A version only rises; a
 * roster is on disk before it is in force; two rosters of one version are an alarm with both kept
 * as evidence. Whom a removal speaks of is out of the roster that everybody is judged by, from the
 * moment the removal is on disk until a roster says so itself. Reading is free of locks; offering
 * blocks on local disk.
 */
public final class RosterKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(RosterKeeper.class);
  private static final String KIND = "roster";
  private static final String EVIDENCE = "roster-evidence";
  private static final String REMOVALS = "roster-removals";
  // Evidence is for people; an attacker who holds the roster key must not fill the disk with it.
  private static final int MAX_EVIDENCE = 16;

  /** What became of an offered roster. */
  public enum Outcome {
    /** It is newer; stored and in force now. */
    ACCEPTED,
    /** It is the one in force. */
    SAME,
    /** It is older than the one in force, and was dropped. */
    OLDER,
    /**
     * It has the version of the one in force and other content, or its term and another signer;
     * kept as evidence only.
     */
    EQUIVOCATION
  }

  /** The roster as it was signed, and with those out whom the removals speak of. */
  private record Held(
      SignedRoster signed,
      Roster roster,
      long revision,
      String digest,
      List<SignedRemoval> removals,
      ByteString removalsDigest) {
    static Held of(SignedRoster signed, Roster plain, long revision, List<SignedRemoval> offered) {
      List<SignedRemoval> removals =
          offered.stream().filter(removal -> removal.removal().speaksOf(plain)).toList();
      return new Held(
          signed,
          plain.without(removals.stream().map(SignedRemoval::removal).toList()),
          revision,
          KeyHash.ofSpki(signed.bytes().toByteArray()).hex().substring(0, 16),
          removals,
          SignedRemoval.digest(removals));
    }
  }

  private final NetworkId network;
  private final RosterVerifier verifier;
  private final StateStore store;
  private final List<RosterEvents> listeners = new CopyOnWriteArrayList<>();
  private final Object writing = new Object();
  private volatile @Nullable Held held;

  /** A keeper that starts with what the store holds. Raises INVALID_ROSTER on a damaged one. */
  public RosterKeeper(NetworkId network, RosterVerifier verifier, StateStore store) {
    this.network = network;
    this.verifier = verifier;
    this.store = store;
    store.read(KIND, network.value()).ifPresent(stored -> held = load(stored));
  }

  /**
   * Drops what an attempt to create or join a network left behind that never got as far as keys; to
   * be called only where this node is no member.
   */
  public static void forget(NetworkId network, StateStore store) {
    for (String kind : List.of(REMOVALS, KIND)) {
      store
          .read(kind, network.value())
          .ifPresent(stored -> store.delete(kind, network.value(), stored.revision()));
    }
  }

  /** The roster of a network that a store holds, as it was accepted; for looking at a home. */
  public static Optional<SignedRoster> stored(NetworkId network, StateStore store) {
    return store.read(KIND, network.value()).map(found -> SignedRoster.parse(found.content()));
  }

  /** Whose rosters are kept. */
  public NetworkId network() {
    return network;
  }

  /** Whose certificates count by the roster in force. */
  public ChainVerifier chains() {
    return verifier.chains();
  }

  /**
   * The roster in force, with those out whom a deputy has removed since; empty before the first.
   */
  public Optional<Roster> current() {
    Held now = held;
    return now == null ? Optional.empty() : Optional.of(now.roster());
  }

  /** The roster in force as it was signed. */
  public Optional<SignedRoster> signed() {
    Held now = held;
    return now == null ? Optional.empty() : Optional.of(now.signed());
  }

  /** The version in force, 0 before the first. */
  public long version() {
    Held now = held;
    return now == null ? 0 : now.roster().version();
  }

  /**
   * How a node says which roster it holds; all of one moment.
   *
   * @param version in force, 0 before the first
   * @param digest the first 16 hexadecimal digits of the SHA-256 of the roster; empty before it
   * @param removalsDigest as {@link #removalsDigest}
   */
  public record Label(long version, String digest, ByteString removalsDigest) {
    private static final Label NONE = new Label(0, "", ByteString.EMPTY);
  }

  /** What is in force. */
  public Label label() {
    Held now = held;
    return now == null
        ? Label.NONE
        : new Label(now.roster().version(), now.digest(), now.removalsDigest());
  }

  /** The removals in force beside the roster, at most {@link SignedRemoval#MAX_REMOVALS}. */
  public List<SignedRemoval> removals() {
    Held now = held;
    return now == null ? List.of() : now.removals();
  }

  /** A short name of the removals in force, the same wherever the same are; empty for none. */
  public ByteString removalsDigest() {
    Held now = held;
    return now == null ? ByteString.EMPTY : now.removalsDigest();
  }

  /** The versions of which two rosters were seen, as the evidence on disk says. */
  public SortedSet<Long> equivocations() {
    SortedSet<Long> versions = new TreeSet<>();
    for (StateDocument evidence : store.list(EVIDENCE)) {
      String prefix = network + ".";
      String id = evidence.id();
      if (id.startsWith(prefix)) {
        versions.add(Long.parseLong(id.substring(prefix.length(), id.lastIndexOf('.'))));
      }
    }
    return versions;
  }

  /** Adds somebody to tell; never removed. */
  public void listen(RosterEvents listener) {
    listeners.add(listener);
  }

  /**
   * Takes a roster that somebody offers. Safe to repeat. Raises INVALID_ROSTER, TOO_LARGE,
   * CERTIFICATE_REFUSED or CERTIFICATE_EXPIRED on one that is not this network's, and what the
   * store raises; the roster in force stays then.
   */
  public Outcome offer(SignedRoster offered) {
    Roster roster;
    try {
      roster = verifier.verify(offered);
    } catch (TiscException e) {
      listeners.forEach(listener -> listener.refused(network, e));
      throw e;
    }
    Outcome outcome;
    synchronized (writing) {
      outcome = judge(offered, roster);
      if (outcome == Outcome.ACCEPTED) {
        long revision = held == null ? storedRevision() : held.revision();
        StateDocument stored =
            store.write(KIND, network.value(), revision, offered.toProto().toByteString());
        List<SignedRemoval> before = removals();
        Held now = Held.of(offered, roster, stored.revision(), before);
        verifier.follow(roster);
        held = now;
        if (!now.removals().equals(before)) {
          keepRemovals(now.removals());
        }
      } else if (outcome == Outcome.EQUIVOCATION && !keepEvidence(offered, roster)) {
        // Peers offer the same one in several ways; the alarm is raised once.
        return outcome;
      }
    }
    tell(outcome, current().orElse(roster), roster);
    return outcome;
  }

  /**
   * Takes a removal that somebody offers. Safe to repeat. Raises INVALID_ROSTER or TOO_LARGE on one
   * that no deputy of the roster in force signed or that speaks of nobody it may, BUSY when {@link
   * SignedRemoval#MAX_REMOVALS} are in force, and what the store raises; nothing has changed then.
   *
   * @return ACCEPTED, SAME when the member is out by a removal already, OLDER when the roster in
   *     force says it anyway or admitted the member anew
   */
  public Outcome offer(SignedRemoval offered) {
    Removal removal;
    Roster roster;
    try {
      synchronized (writing) {
        Held now = held;
        if (now == null) {
          throw new TiscException(Reason.NOT_FOUND, "No roster of network " + network + " yet");
        }
        removal = offered.removal();
        Outcome settled = settled(now, removal);
        if (settled != Outcome.ACCEPTED) {
          return settled;
        }
        offered.verify(now.roster());
        if (now.removals().size() >= SignedRemoval.MAX_REMOVALS) {
          throw new TiscException(
              Reason.BUSY,
              SignedRemoval.MAX_REMOVALS + " removals wait for the coordinator's roster already");
        }
        List<SignedRemoval> removals = new ArrayList<>(now.removals());
        removals.add(offered);
        keepRemovals(removals);
        Held after =
            Held.of(
                now.signed(), RosterProtos.decode(now.signed().bytes()), now.revision(), removals);
        held = after;
        roster = after.roster();
      }
    } catch (TiscException e) {
      listeners.forEach(listener -> listener.refused(network, e));
      throw e;
    }
    listeners.forEach(listener -> listener.removed(roster, removal));
    return Outcome.ACCEPTED;
  }

  /** SAME or OLDER for a removal that changes nothing, ACCEPTED for one to be judged. */
  private static Outcome settled(Held now, Removal removal) {
    for (SignedRemoval present : now.removals()) {
      if (present.removal().node().equals(removal.node())) {
        return Outcome.SAME;
      }
    }
    return now.roster()
            .member(removal.node())
            .filter(member -> !member.active() || member.admission() > removal.admission())
            .isPresent()
        ? Outcome.OLDER
        : Outcome.ACCEPTED;
  }

  private void keepRemovals(List<SignedRemoval> removals) {
    Optional<StateDocument> stored = store.read(REMOVALS, network.value());
    if (removals.isEmpty()) {
      stored.ifPresent(one -> store.delete(REMOVALS, network.value(), one.revision()));
      return;
    }
    GetRosterResponse.Builder all = GetRosterResponse.newBuilder();
    removals.forEach(removal -> all.addRemovals(removal.toProto()));
    store.write(
        REMOVALS,
        network.value(),
        stored.map(StateDocument::revision).orElse(0L),
        all.build().toByteString());
  }

  private List<SignedRemoval> storedRemovals() {
    Optional<StateDocument> stored = store.read(REMOVALS, network.value());
    if (stored.isEmpty()) {
      return List.of();
    }
    try {
      return GetRosterResponse.parseFrom(stored.get().content()).getRemovalsList().stream()
          .map(SignedRemoval::of)
          .toList();
    } catch (InvalidProtocolBufferException e) {
      throw new TiscException(Reason.INVALID_ROSTER, "Stored removals cannot be read", e);
    }
  }

  private Outcome judge(SignedRoster offered, Roster roster) {
    Held now = held;
    if (now == null) {
      return Outcome.ACCEPTED;
    }
    if (roster.term() == now.roster().term() && !now.signed().sameSigner(offered)) {
      // The root gives a term to one key; two of them are two coordinators.
      return Outcome.EQUIVOCATION;
    }
    if (roster.version() > now.roster().version()) {
      return Outcome.ACCEPTED;
    }
    if (roster.version() < now.roster().version()) {
      return Outcome.OLDER;
    }
    return now.signed().sameRoster(offered) ? Outcome.SAME : Outcome.EQUIVOCATION;
  }

  private void tell(Outcome outcome, Roster inForce, Roster roster) {
    switch (outcome) {
      case ACCEPTED -> listeners.forEach(listener -> listener.accepted(inForce));
      case EQUIVOCATION -> {
        LOG.error(
            "Network {}: two rosters that exclude each other exist, both validly signed, found at"
                + " version {}; the first stays in force, both are kept as evidence",
            network,
            roster.version());
        listeners.forEach(listener -> listener.equivocation(network, roster.version()));
      }
      case SAME, OLDER -> {}
    }
  }

  /** Whether anything of it was new. */
  private boolean keepEvidence(SignedRoster offered, Roster roster) {
    Held now = held;
    boolean added = now != null && keep(now.signed(), roster.version());
    return keep(offered, roster.version()) || added;
  }

  private boolean keep(SignedRoster evidence, long version) {
    ByteString content = evidence.toProto().toByteString();
    String hash = KeyHash.ofSpki(evidence.bytes().toByteArray()).hex().substring(0, 16);
    String id = network + "." + version + "." + hash;
    long kept = store.list(EVIDENCE).stream().filter(d -> d.id().startsWith(network + ".")).count();
    if (kept >= MAX_EVIDENCE || store.read(EVIDENCE, id).isPresent()) {
      return false;
    }
    store.write(EVIDENCE, id, 0, content);
    return true;
  }

  private long storedRevision() {
    return store.read(KIND, network.value()).map(StateDocument::revision).orElse(0L);
  }

  private Held load(StateDocument stored) {
    SignedRoster signed = SignedRoster.parse(stored.content());
    Roster roster = RosterProtos.decode(signed.bytes());
    if (!roster.network().equals(network)) {
      throw new TiscException(
          Reason.INVALID_ROSTER,
          "The stored roster is of network " + roster.network() + ", expected " + network);
    }
    verifier.follow(roster);
    return Held.of(signed, roster, stored.revision(), storedRemovals());
  }
}
