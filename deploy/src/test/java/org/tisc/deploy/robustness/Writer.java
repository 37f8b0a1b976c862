package org.tisc.deploy.robustness;

import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import org.tisc.deploy.process.ProcessNode;
import org.tisc.deploy.robustness.Attempt.Word;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A centre at work: publishes, updates, cancels and acknowledges alerts at one node, as fast as the
 * history wants, whatever happens to the node meanwhile, and notes what was answered.
 */
final class Writer implements Runnable {
  private static final int MOST_PAUSE_MILLIS = 400;
  private static final int SERVER_ERROR = 500;
  private static final JsonMapper JSON = new JsonMapper();

  private final HistoryRegion region;
  private final int position;
  private final String history;
  private final Random random;
  private final Model model;
  private final AtomicBoolean over;
  private int count;

  Writer(
      HistoryRegion region,
      int position,
      String history,
      long seed,
      Model model,
      AtomicBoolean over) {
    this.region = region;
    this.position = position;
    this.history = history;
    this.random = new Random(seed * 31 + position);
    this.model = model;
    this.over = over;
  }

  @Override
  public void run() {
    while (!over.get()) {
      Lock turn = region.turn(position);
      turn.lock();
      try {
        if (region.up(position)) {
          act();
        }
      } finally {
        turn.unlock();
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(MOST_PAUSE_MILLIS)));
    }
  }

  private void act() {
    int choice = random.nextInt(10);
    if (choice < 5) {
      publish(Set.of());
    } else if (choice < 7) {
      publish(someReaders());
    } else if (choice == 7) {
      own().ifPresent(this::update);
    } else if (choice == 8) {
      own().ifPresent(this::cancel);
    } else {
      foreign().ifPresent(this::acknowledge);
    }
  }

  private Set<String> someReaders() {
    List<String> others = region.ids().stream().filter(id -> !id.equals(node().id())).toList();
    Set<String> readers = new TreeSet<>();
    readers.add(others.get(random.nextInt(others.size())));
    if (random.nextInt(3) == 0) {
      readers.add(others.get(random.nextInt(others.size())));
    }
    return readers;
  }

  private Optional<Attempt> own() {
    return model.any(
        random,
        one ->
            one.origin.equals(node().id())
                && one.published == Word.ACKNOWLEDGED
                && one.cancelled == Word.REFUSED);
  }

  private Optional<Attempt> foreign() {
    return model.any(
        random,
        one ->
            !one.origin.equals(node().id())
                && one.reaches(node().id())
                && one.published == Word.ACKNOWLEDGED);
  }

  private void publish(Set<String> readers) {
    Attempt attempt =
        model.begin("%s-%d-%d".formatted(history, position, count++), node().id(), readers);
    Told told = tell("POST", "/api/v1/alerts", file(attempt, "1"));
    model.note(
        attempt,
        one -> {
          one.published = told.word();
          if (told.word() == Word.ACKNOWLEDGED) {
            one.id = told.answer().path("alertId").asString("");
            one.revision = told.answer().path("revision").asLong(0);
          }
        });
  }

  private void update(Attempt attempt) {
    Told told =
        tell("PUT", "/api/v1/alerts/" + attempt.id, file(attempt, Integer.toString(count++)));
    later(attempt, told);
  }

  private void cancel(Attempt attempt) {
    Told told =
        tell("POST", "/api/v1/alerts/" + attempt.id + "/cancel", "{\"reason\":\"no longer so\"}");
    later(attempt, told);
    model.note(
        attempt,
        one -> {
          if (one.cancelled != Word.ACKNOWLEDGED) {
            one.cancelled = told.word();
          }
        });
  }

  private void later(Attempt attempt, Told told) {
    model.note(
        attempt,
        one -> {
          switch (told.word()) {
            case ACKNOWLEDGED ->
                one.revision = Math.max(one.revision, told.answer().path("revision").asLong(0));
            case UNKNOWN -> one.open = true;
            case REFUSED -> {}
          }
        });
  }

  private void acknowledge(Attempt attempt) {
    long seen = attempt.revision;
    Told told = tell("POST", "/api/v1/alerts/" + attempt.id + "/acknowledge?seen=" + seen, "{}");
    if (told.word() == Word.ACKNOWLEDGED) {
      model.note(attempt, one -> one.acknowledged.merge(node().id(), seen, Math::max));
    }
  }

  private ProcessNode node() {
    return region.node(position);
  }

  private record Told(Word word, JsonNode answer) {}

  private Told tell(String method, String path, String body) {
    try {
      ProcessNode.Answer answer = node().ask(method, path, body);
      Word word = Word.REFUSED;
      if (answer.status() < 300) {
        word = Word.ACKNOWLEDGED;
      } else if (answer.status() >= SERVER_ERROR) {
        word = Word.UNKNOWN;
      }
      return new Told(word, answer.json());
    } catch (UncheckedIOException e) {
      return new Told(Word.UNKNOWN, JSON.createObjectNode());
    }
  }

  private String file(Attempt attempt, String version) {
    ObjectNode file = JSON.createObjectNode();
    file.putObject("headline").put("zh", "演练 " + attempt.token).put("en", attempt.token);
    file.putObject("description")
        .put("en", "version " + version + " " + "x".repeat(random.nextInt(2000)));
    file.put("eventType", "trademark-squatting")
        .put("severity", random.nextInt(4) == 0 ? "EXTREME" : "MODERATE")
        .put("urgency", "EXPECTED")
        .put("certainty", "LIKELY")
        .put("status", "EXERCISE")
        .put(
            "expires",
            Instant.now().plus(300, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS).toString())
        .put("tlp", attempt.readers.isEmpty() ? "GREEN" : "RED");
    ObjectNode audience = file.putObject("audience").put("network", HistoryRegion.NETWORK);
    if (!attempt.readers.isEmpty()) {
      ArrayNode peers = audience.putArray("peers");
      attempt.readers.forEach(peers::add);
    }
    return file.toString();
  }
}
