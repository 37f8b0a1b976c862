package org.tisc.federation.link;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A topic that remembers what it hears, and can be held while it takes a frame. */
final class RecordedTopic implements Topic {
  private final TopicSettings settings;
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final List<TopicLink> up = new CopyOnWriteArrayList<>();
  private final AtomicInteger rooms = new AtomicInteger();
  private volatile Consumer<TopicLink> onUp = link -> {};
  private volatile @Nullable CountDownLatch held;

  RecordedTopic(TopicSettings settings) {
    this.settings = settings;
  }

  static RecordedTopic of(String name) {
    return new RecordedTopic(
        new TopicSettings(name, 64 * 1024, 1024 * 1024, 256 * 1024, 100_000, false));
  }

  /** What to do whenever a stream comes up. */
  RecordedTopic onUp(Consumer<TopicLink> action) {
    onUp = action;
    return this;
  }

  /** Takes nothing from now on until {@link #release}. */
  void hold() {
    held = new CountDownLatch(1);
  }

  void release() {
    CountDownLatch latch = held;
    held = null;
    if (latch != null) {
      latch.countDown();
    }
  }

  List<String> heard() {
    return heard;
  }

  /** UP and DOWN in order. */
  List<String> events() {
    return events;
  }

  int rooms() {
    return rooms.get();
  }

  Optional<TopicLink> link() {
    return up.isEmpty() ? Optional.empty() : Optional.of(up.getLast());
  }

  @Override
  public TopicSettings settings() {
    return settings;
  }

  @Override
  public void onUp(TopicLink link) {
    events.add("UP");
    up.add(link);
    onUp.accept(link);
  }

  @Override
  public void onFrame(TopicLink link, Lane lane, ByteString payload) {
    CountDownLatch latch = held;
    if (latch != null) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    String text = payload.toStringUtf8();
    heard.add(text.length() > 40 ? text.substring(0, 40) : text);
  }

  @Override
  public void onRoom(TopicLink link, Lane lane) {
    rooms.incrementAndGet();
  }

  @Override
  public void onDown(TopicLink link) {
    events.add("DOWN");
    up.remove(link);
  }
}
