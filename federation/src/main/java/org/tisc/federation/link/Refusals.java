package org.tisc.federation.link;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * Tells refusals: one log line and one security event, at most once a minute for one caller and
 * reason; what was left out is counted in the next line. Thread-safe.
 */
public final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
  private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();
  // A caller that changes its address with each attempt must not fill the memory.
  private static final int MAX_KEYS = 1000;

  private record Key(String event, String who, Reason reason) {}

  private static final class Told {
    private long at;
    private long since;
  }

  private final SecurityEvents events;
  private final Map<Key, Told> told =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Told> eldest) {
          return size() > MAX_KEYS;
        }
      };

  /** Tells to the log and to these events. */
  public Refusals(SecurityEvents events) {
    this.events = events;
  }

  /**
   * Tells one refusal; may block on local disk.
   *
   * @param event the security event's name
   * @param who the member's name, else the address
   * @param what the call or connection
   */
  public void tell(String event, String who, String what, TiscException why) {
    OptionalLong left = due(event, who, why);
    if (left.isPresent()) {
      emit(event, who, what, why, left.getAsLong());
    }
  }

  /** Tells one refusal without blocking; for event loops and timers. */
  void tellLater(String event, String who, String what, TiscException why) {
    OptionalLong left = due(event, who, why);
    if (left.isPresent()) {
      Thread.ofVirtual().name("refusal").start(() -> emit(event, who, what, why, left.getAsLong()));
    }
  }

  /** How many were left out since the last one told; empty while it is too early for another. */
  private OptionalLong due(String event, String who, TiscException why) {
    Key key = new Key(event, who, why.reason());
    long now = System.nanoTime();
    synchronized (told) {
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
