package org.tisc.federation.link;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
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
   * Tells one refusal.
   *
   * @param event the security event's name
   * @param who the member's name, else the address
   * @param what the call or connection
   */
  public void tell(String event, String who, String what, TiscException why) {
    Key key = new Key(event, who, why.reason());
    long now = System.nanoTime();
    long left;
    synchronized (told) {
      Told before = told.get(key);
      if (before != null && now - before.at < QUIET_NANOS) {
        before.since++;
        return;
      }
      left = before == null ? 0 : before.since;
      Told fresh = new Told();
      fresh.at = now;
      told.put(key, fresh);
    }
    String message = PlainText.of(String.valueOf(why.getMessage()));
    String more = left == 0 ? "" : " (" + left + " more in the last minutes)";
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
