package org.tisc.federation.membership;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.InstanceId;
import org.tisc.federation.link.Instances;

/**
 * Which instances were heard of one member.
 *
 * <p>The rule: an instance that was heard before, and speaks again although another one spoke
 * since, runs beside that other one. A restart speaks with the same instance; after a restore the
 * old one never speaks again; so neither is taken for two. Whatever speaks within ten seconds of
 * the last change does not count: the last words of a node that was stopped may be under way for as
 * long as a greeting takes.
 *
 * @param known the instances heard, the one that spoke last at the end; at most {@link
 *     Instances#MOST}
 * @param changedAt when the last of them began to speak
 * @param twiceAt when an earlier one last spoke again
 */
record SeenInstances(List<InstanceId> known, Instant changedAt, Optional<Instant> twiceAt) {
  /** Twice as long as a greeting may take. */
  static final Duration LAST_WORDS = Duration.ofSeconds(10);

  /** How long the alarm stays after the two were last heard in turn. */
  static final Duration ALARM = Duration.ofDays(1);

  SeenInstances {
    known = List.copyOf(known);
  }

  static SeenInstances first(InstanceId instance, Instant now) {
    return new SeenInstances(List.of(instance), now, Optional.empty());
  }

  boolean spokeLast(InstanceId instance) {
    return known.getLast().equals(instance);
  }

  /** What is known once this instance has spoken; the same where that changes nothing. */
  SeenInstances with(InstanceId instance, Instant now) {
    // A clock that was set back must not stop this for as long as it was wrong.
    boolean early = !now.isBefore(changedAt) && now.isBefore(changedAt.plus(LAST_WORDS));
    if (spokeLast(instance) || early) {
      return this;
    }
    List<InstanceId> order = new ArrayList<>(known);
    boolean again = order.remove(instance);
    if (order.size() == Instances.MOST) {
      order.removeFirst();
    }
    order.add(instance);
    return new SeenInstances(order, now, again ? Optional.of(now) : twiceAt);
  }

  /** Whether two of them speak in turn. */
  boolean twice(Instant now) {
    return twiceAt.filter(at -> now.isBefore(at.plus(ALARM))).isPresent();
  }

  ByteString toBytes() {
    List<String> words = new ArrayList<>();
    words.add(changedAt.toString());
    words.add(twiceAt.map(Instant::toString).orElse("-"));
    known.forEach(instance -> words.add(instance.value()));
    return ByteString.copyFromUtf8(String.join(" ", words));
  }

  /** Empty where the bytes are not what {@link #toBytes} makes: then it begins anew. */
  static Optional<SeenInstances> of(ByteString bytes) {
    List<String> words = Arrays.asList(bytes.toStringUtf8().split(" "));
    if (words.size() < 3 || words.size() > 2 + Instances.MOST) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new SeenInstances(
              words.subList(2, words.size()).stream().map(InstanceId::new).toList(),
              Instant.parse(words.get(0)),
              words.get(1).equals("-")
                  ? Optional.empty()
                  : Optional.of(Instant.parse(words.get(1)))));
    } catch (DateTimeParseException | TiscException e) {
      return Optional.empty();
    }
  }
}
