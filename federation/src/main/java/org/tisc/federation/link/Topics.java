package org.tisc.federation.link;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** The topics of this node; complete before the port opens. Thread-safe. */
final class Topics {
  private volatile Map<String, Topic> byName = Map.of();

  /** Adds a topic. Raises ALREADY_EXISTS. */
  synchronized void add(Topic topic) {
    Map<String, Topic> more = new TreeMap<>(byName);
    if (more.put(topic.settings().name(), topic) != null) {
      throw new TiscException(
          Reason.ALREADY_EXISTS, "There is a topic " + topic.settings().name() + " already");
    }
    byName = Map.copyOf(more);
  }

  Optional<Topic> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  Collection<Topic> all() {
    return List.copyOf(byName.values());
  }
}
