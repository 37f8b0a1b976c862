package org.tisc.federation.link;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * Tells refusals: one log line and one security event, at most once a minute for one caller and
 * reason; what was left out is counted in the next line. Keeps the newest in memory, for people on
 * the side that refuses. Thread-safe.
 */
public final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
  private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();
  // A caller that changes its address with each attempt must not fill the memory.
  private static final int MAX_KEYS = 1000;
  private static final int MAX_RECENT = 100;

  private record Key(String event, String who, Reason reason) {}

  private static final class Told {
    private long at;
    private long since;
  }

  /**
   * One caller that was refused for one reason, newest occasion.
   *
   * @param event the security event's name
   * @param who the member's name, else the address
   * @param what the call or connection
   * @param count how often since the node started
   */
  public record Refused(
      Instant at,
      String event,
      String who,
      String what,
      Reason reason,
      String message,
      long count) {}

  private final SecurityEvents events;
  private final InstantSource clock;
  private final Map<Key, Refused> recent =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Refused> eldest) {
          return size() > MAX_RECENT;
        }
      };
  private final Map<Key, Told> told =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Told> eldest) {
          return size() > MAX_KEYS;
        }
      };

  /** Tells to the log and to these events. */
  public Refusals(SecurityEvents events, InstantSource clock) {
    this.events = events;
    this.clock = clock;
  }

  /** The last callers that were refused, newest first, at most 100; each with its newest reason. */
  public List<Refused> recent() {
    synchronized (told) {
      List<Refused> all = new ArrayList<>(recent.values());
      return all.reversed();
    }
  }

  /** When this caller was last refused. */
  Optional<Instant> lastOf(String who) {
    synchronized (told) {
      return recent.values().stream()
          .filter(one -> one.who().equals(who))
          .map(Refused::at)
          .max(Comparator.naturalOrder());
    }
  }

  /**
   * Tells one refusal; may block on local disk.
   *
   * @param event the security event's name
   * @param who the member's name, else the address
   * @param what the call or connection
   */
  public void tell(String event, String who, String what, TiscException why) {
    OptionalLong left = due(event, who, what, why);
    if (left.isPresent()) {
      emit(event, who, what, why, left.getAsLong());
    }
  }

  /** Tells one refusal without blocking; for event loops and timers. */
  void tellLater(String event, String who, String what, TiscException why) {
    OptionalLong left = due(event, who, what, why);
    if (left.isPresent()) {
      Thread.ofVirtual().name("refusal").start(() -> emit(event, who, what, why, left.getAsLong()));
    }
  }

  /** How many were left out since the last one told; empty while it is too early for another. */
  private OptionalLong due(String event, String who, String what, TiscException why) {
    Key key = new Key(event, who, why.reason());
    long now = System.nanoTime();
    synchronized (told) {
      Refused last = recent.get(key);
      recent.put(
          key,
          new Refused(
              clock.instant(),
              event,
              PlainText.of(who),
              PlainText.of(what),
              why.reason(),
              PlainText.of(String.valueOf(why.getMessage())),
              last == null ? 1 : last.count() + 1));
      Told before = told.get(key);
      if (before != null && now - before.at < QUIET_NANOS) {
        before.since++;
        return OptionalLong.empty();
      }
      Told fresh = new Told();
      fresh.at = now;
      told.put(key, fresh);
      return OptionalLong.of(before == null ? 0 : before.since);
    }
  }

  private void emit(String event, String who, String what, TiscException why, long left) {
    String message = PlainText.of(String.valueOf(why.getMessage()));
    String more = left == 0 ? "" : " (" + left + " more since the last line)";
    LOG.warn("{}: {} by {}: {}: {}{}", event, what, PlainText.of(who), why.reason(), message, more);
    events.record(
        event,
        Map.of(
            "caller",
            PlainText.of(who),
            "what",
            what,
            "reason",
            why.reason().name(),
            "message",
            message));
  }
}
