package org.tisc.federation.policy;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.state.StateDocument;
import org.tisc.federation.state.StateStore;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * How much peers took. Thread-safe.
 *
 * <p>Documents of a day are counted on disk, one small document for each peer. Not every one costs
 * a write: what is on disk runs ahead of the count by a block, at most a twentieth of the limit, so
 * after a crash a day goes on with that much less, never with more. An orderly {@link #close}
 * writes the counts themselves. A day never ends because a clock was set back. Requests of a minute
 * are counted in memory.
 */
public final class Usage implements AutoCloseable {
  private static final String KIND = "policy-usage";

  /** Peers whose day is in memory; more than the members of two large networks. */
  private static final int MAX_PEERS = 4_096;

  /** Counters of one minute; beyond that a minute is full for everybody. */
  private static final int MAX_COUNTERS = 100_000;

  private static final int MAX_BLOCK = 50;
  private static final int BLOCKS = 20;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** What stands on disk: at least the count, by counter. */
  record StoredDay(String day, Map<String, Long> counts) {}

  private record MinuteKey(PeerId peer, long rule, String what) {}

  /** One peer's day; guarded by its own monitor. */
  private static final class Day {
    private LocalDate day = LocalDate.EPOCH;
    private final Map<String, Long> counts = new TreeMap<>();
    private final Map<String, Long> stored = new TreeMap<>();
    private long revision;
    private boolean read;
    private boolean gone;
  }

  private final StateStore store;
  private final InstantSource clock;
  private final ZoneId zone;
  private final Map<PeerId, Day> days = new HashMap<>();
  private final Map<MinuteKey, Integer> minute = new HashMap<>();
  private long minuteNumber;

  /** Counts on this disk; days begin at midnight in this zone. */
  public Usage(StateStore store, InstantSource clock, ZoneId zone) {
    this.store = store;
    this.clock = clock;
    this.zone = zone;
    removeOldDays();
  }

  private void removeOldDays() {
    LocalDate yesterday = today().minusDays(1);
    for (StateDocument document : store.list(KIND)) {
      if (day(document).map(day -> day.isBefore(yesterday)).orElse(true)) {
        store.delete(KIND, document.id(), document.revision());
      }
    }
  }

  /**
   * Counts one request.
   *
   * @param what its kind; kinds are counted apart
   * @return how long to wait, where the minute is full; then it is not counted
   */
  Optional<Duration> request(PeerId peer, long rule, String what, int perMinute) {
    Instant now = clock.instant();
    long thisMinute = Math.floorDiv(now.getEpochSecond(), 60);
    synchronized (minute) {
      if (thisMinute != minuteNumber) {
        minute.clear();
        minuteNumber = thisMinute;
      }
      MinuteKey key = new MinuteKey(peer, rule, what);
      int count = minute.getOrDefault(key, 0);
      if (count >= perMinute || (count == 0 && minute.size() >= MAX_COUNTERS)) {
        return Optional.of(Duration.between(now, Instant.ofEpochSecond((thisMinute + 1) * 60)));
      }
      minute.put(key, count + 1);
      return Optional.empty();
    }
  }

  /**
   * Counts documents of a day, all or none. Blocks on the disk now and then.
   *
   * @param counter what they are counted as
   * @return how long to wait, where they do not fit into the day; then they are not counted
   */
  Optional<Duration> documents(PeerId peer, String counter, long documents, long limit) {
    while (true) {
      Day day = day(peer);
      synchronized (day) {
        if (day.gone) {
          continue;
        }
        begin(peer, day);
        long count = day.counts.getOrDefault(counter, 0L);
        if (documents > limit - count) {
          return Optional.of(untilTomorrow(day.day));
        }
        long after = count + documents;
        if (after > day.stored.getOrDefault(counter, 0L)) {
          Map<String, Long> ahead = new TreeMap<>(day.stored);
          ahead.put(counter, Math.min(limit, after + Math.min(MAX_BLOCK, limit / BLOCKS)));
          write(peer, day, ahead);
        }
        day.counts.put(counter, after);
        return Optional.empty();
      }
    }
  }

  /** How many documents of this day were counted. */
  public long documentsToday(PeerId peer, String counter) {
    Day day = day(peer);
    synchronized (day) {
      begin(peer, day);
      return day.counts.getOrDefault(counter, 0L);
    }
  }

  /** The counter of one rule's bulk documents. */
  public static String counter(long rule) {
    return "r" + rule;
  }

  private Day day(PeerId peer) {
    synchronized (days) {
      if (days.size() >= MAX_PEERS && !days.containsKey(peer)) {
        days.entrySet().removeIf(entry -> retire(entry.getKey(), entry.getValue()));
      }
      return days.computeIfAbsent(peer, _ -> new Day());
    }
  }

  /** Runs under the lock of all days, and takes that of one. */
  private boolean retire(PeerId peer, Day day) {
    synchronized (day) {
      settle(peer, day);
      day.gone = true;
      return true;
    }
  }

  private void begin(PeerId peer, Day day) {
    if (!day.read) {
      store
          .read(KIND, id(peer))
          .ifPresent(
              document -> {
                day.revision = document.revision();
                stored(document)
                    .ifPresent(
                        known -> {
                          day.day = LocalDate.parse(known.day());
                          day.stored.putAll(known.counts());
                          day.counts.putAll(known.counts());
                        });
              });
      day.read = true;
    }
    LocalDate today = today();
    if (today.isAfter(day.day)) {
      day.day = today;
      day.counts.clear();
      day.stored.clear();
    }
  }

  private void write(PeerId peer, Day day, Map<String, Long> counts) {
    byte[] bytes = JSON.writeValueAsBytes(new StoredDay(day.day.toString(), counts));
    day.revision = store.write(KIND, id(peer), day.revision, ByteString.copyFrom(bytes)).revision();
    day.stored.clear();
    day.stored.putAll(counts);
  }

  private void settle(PeerId peer, Day day) {
    if (day.read && !day.counts.isEmpty() && !day.counts.equals(day.stored)) {
      write(peer, day, new TreeMap<>(day.counts));
    }
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), zone);
  }

  private Duration untilTomorrow(LocalDate day) {
    Duration left =
        Duration.between(clock.instant(), day.plusDays(1).atStartOfDay(zone).toInstant());
    return left.isNegative() ? Duration.ZERO : left;
  }

  private static String id(PeerId peer) {
    return peer.network() + "." + peer.node();
  }

  private static Optional<LocalDate> day(StateDocument document) {
    return stored(document).map(known -> LocalDate.parse(known.day()));
  }

  /** What is damaged counts as nothing taken: a limit is no reason to stop serving. */
  private static Optional<StoredDay> stored(StateDocument document) {
    try {
      StoredDay stored = JSON.readValue(document.content().toByteArray(), StoredDay.class);
      LocalDate.parse(stored.day());
      return Optional.of(stored);
    } catch (JacksonException | java.time.DateTimeException | NullPointerException damaged) {
      return Optional.empty();
    }
  }

  /** Writes the counts as they are. */
  @Override
  public void close() {
    synchronized (days) {
      days.forEach(
          (peer, day) -> {
            synchronized (day) {
              settle(peer, day);
            }
          });
    }
  }
}
