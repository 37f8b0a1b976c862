package org.tisc.federation.policy;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.roster.MemberRole;

/**
 * Applies the rules to peers' calls. Thread-safe.
 *
 * <p>Every refusal has an id that the peer is told and the audit keeps. A peer that repeats a
 * refused request is given the id of the first refusal of that minute again, and after {@value
 * #REFUSALS_A_MINUTE} different ones a common one, so a flood of refusals is a few lines of audit.
 */
public final class Guard {
  /** Different refusals that one peer has recorded in a minute. */
  static final int REFUSALS_A_MINUTE = 30;

  private static final int ID_BYTES = 8;
  private static final String MANY = "*";

  private record Same(PeerId peer, Refusal refusal) {}

  private final Policy policy;
  private final Usage usage;
  private final Function<PeerId, MemberRole> roles;
  private final InstantSource clock;
  private final PolicyEvents events;
  private final SecureRandom random = new SecureRandom();
  private final Map<Same, String> told = new HashMap<>();
  private final Map<PeerId, Integer> toldTo = new HashMap<>();
  private long minute;

  /**
   * A guard by these rules.
   *
   * @param roles a member's role on the roster in force
   */
  public Guard(
      Policy policy,
      Usage usage,
      Function<PeerId, MemberRole> roles,
      InstantSource clock,
      PolicyEvents events) {
    this.policy = policy;
    this.usage = usage;
    this.roles = roles;
    this.clock = clock;
    this.events = events;
  }

  /** What a peer may do in one call: by the rules, the role and the moment of its beginning. */
  public Rights rights(PeerId peer) {
    return new Rights(this, policy.rules(), new Asker(peer, roles.apply(peer)), clock.instant());
  }

  /** Adds somebody to tell that other rules are in force; must return at once. */
  public void onChange(Runnable listener) {
    policy.onChange(listener);
  }

  Usage usage() {
    return usage;
  }

  /**
   * The failure to answer a refused peer with; the audit has it.
   *
   * @param what the sentence without its end, which names the decision
   */
  TiscException refuse(
      Asker asker,
      Decision decision,
      Reason reason,
      String collection,
      Optional<String> field,
      Optional<Duration> retryAfter,
      String what) {
    String id =
        record(
            asker.peer(),
            new Refusal(
                "",
                reason,
                decision.verb(),
                collection,
                field,
                decision.rule().map(Rule::id),
                decision.version()));
    Map<String, String> facts = new TreeMap<>();
    facts.put("decision", id);
    facts.put("collection", collection);
    facts.put("verb", decision.verb().name());
    field.ifPresent(name -> facts.put("field", name));
    retryAfter.ifPresent(
        wait -> facts.put("retryAfterSeconds", String.valueOf(wait.plusMillis(999).toSeconds())));
    return new TiscException(reason, what + " (decision " + id + ")", facts);
  }

  private String record(PeerId peer, Refusal refusal) {
    Instant now = clock.instant();
    Refusal known = refusal;
    String id;
    synchronized (told) {
      long thisMinute = Math.floorDiv(now.getEpochSecond(), 60);
      if (thisMinute != minute) {
        told.clear();
        toldTo.clear();
        minute = thisMinute;
      }
      String before = told.get(new Same(peer, known));
      if (before != null) {
        return before;
      }
      if (toldTo.merge(peer, 1, Integer::sum) > REFUSALS_A_MINUTE) {
        known =
            new Refusal(
                "",
                Reason.DENIED,
                refusal.verb(),
                MANY,
                Optional.empty(),
                Optional.empty(),
                refusal.version());
        before = told.get(new Same(peer, known));
        if (before != null) {
          return before;
        }
      }
      byte[] bytes = new byte[ID_BYTES];
      random.nextBytes(bytes);
      id = "d-" + HexFormat.of().formatHex(bytes);
      told.put(new Same(peer, known), id);
    }
    events.refusedByPolicy(
        peer,
        new Refusal(
            id,
            known.reason(),
            known.verb(),
            known.collection(),
            known.field(),
            known.rule(),
            known.version()));
    return id;
  }
}
