package org.tisc.federation;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.tisc.federation.link.SecurityEvents;

/** Remembers every security-relevant event. */
public final class RecordedEvents implements SecurityEvents {
  /** One event as it was told. */
  public record Event(String name, Map<String, String> details) {}

  private final List<Event> events = new CopyOnWriteArrayList<>();

  @Override
  public void record(String event, Map<String, String> details) {
    events.add(new Event(event, Map.copyOf(details)));
  }

  /** All events of one name, in order. */
  public List<Event> of(String name) {
    return events.stream().filter(event -> event.name().equals(name)).toList();
  }

  /** All events, in order. */
  public List<Event> all() {
    return List.copyOf(events);
  }
}
