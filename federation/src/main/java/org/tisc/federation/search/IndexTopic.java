package org.tisc.federation.search;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.link.Lane;
import org.tisc.federation.link.Topic;
import org.tisc.federation.link.TopicLink;
import org.tisc.federation.link.TopicSettings;
import org.tisc.federation.policy.Guard;
import org.tisc.federation.policy.Rights;
import org.tisc.federation.policy.Verb;
import org.tisc.proto.federation.v1.AnnouncedCollection;
import org.tisc.proto.federation.v1.IndexNotice;

/**
 * The topic {@code index}: each member tells each other one the generations of the collections that
 * this one may search, when their stream comes up and whenever that changes. A notice is the whole
 * state, a few dozen bytes for each collection, and replaces the one before; it has no statistics,
 * and says of a collection only what every answer to a search says. Thread-safe.
 *
 * <p>One thread looks at everything after each change of index or rules, and once a second for what
 * changes by the clock alone.
 */
public final class IndexTopic implements Topic, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IndexTopic.class);

  private static final String NAME = "index";

  /** What was told to a link that nothing was told to; no notice has these bytes. */
  private static final ByteString NOTHING_YET = ByteString.copyFromUtf8("nothing yet");

  /** Says that the receiver must ask. */
  private static final IndexNotice UNTOLD = IndexNotice.newBuilder().setUntold(true).build();

  private static final int MAX_PAYLOAD = 256 * 1024;
  // Changes come together; a peer that tells more often than this is slowed down.
  private static final int FRAMES_PER_SECOND = 20;
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration STOP = Duration.ofSeconds(2);

  private static final TopicSettings SETTINGS =
      new TopicSettings(
          NAME,
          MAX_PAYLOAD,
          MAX_PAYLOAD + TopicSettings.FRAME_BYTES,
          MAX_PAYLOAD + TopicSettings.FRAME_BYTES,
          FRAMES_PER_SECOND,
          true);

  private final LocalIndex index;
  private final Guard guard;
  private final StatisticsCache cache;
  private final Map<TopicLink, ByteString> told = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread teller;
  private boolean due;
  private boolean closed;

  /**
   * Begins to tell; streams may come up from now on.
   *
   * @param guard says what peers may search of the own collections
   * @param search uses what peers tell
   */
  public IndexTopic(LocalIndex index, Guard guard, FederatedSearch search) {
    this.index = index;
    this.guard = guard;
    this.cache = search.cache();
    index.onChange(this::wake);
    guard.onChange(this::wake);
    this.teller = Thread.ofVirtual().name("index-notices").start(this::run);
  }

  @Override
  public TopicSettings settings() {
    return SETTINGS;
  }

  @Override
  public void onUp(TopicLink link) {
    told.put(link, NOTHING_YET);
    wake();
  }

  @Override
  public void onRoom(TopicLink link, Lane lane) {
    wake();
  }

  @Override
  public void onDown(TopicLink link) {
    told.remove(link);
    cache.of(link.peer()).silent(link);
  }

  @Override
  public void onFrame(TopicLink link, Lane lane, ByteString payload) {
    IndexNotice notice;
    try {
      notice = IndexNotice.parseFrom(payload);
    } catch (InvalidProtocolBufferException e) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "The frame is no notice of an index", e);
    }
    PeerMemory memory = cache.of(link.peer());
    if (notice.getUntold()) {
      memory.silent(link);
    } else {
      memory.announced(link, read(notice));
    }
  }

  private static Map<String, PeerMemory.Announced> read(IndexNotice notice) {
    Map<String, PeerMemory.Announced> collections = new HashMap<>();
    for (AnnouncedCollection one : notice.getCollectionsList()) {
      if (one.getGeneration().size() != Generation.BYTES
          || one.getState().size() != CollectionInfo.STATE_BYTES
          || collections.put(
                  one.getCollection(),
                  new PeerMemory.Announced(one.getKind(), one.getGeneration(), one.getState()))
              != null) {
        throw new TiscException(
            Reason.INVALID_ARGUMENT, "The notice has a collection twice, or without its names");
      }
    }
    return collections;
  }

  private void wake() {
    lock.lock();
    try {
      due = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a change or the clock; false when it is over. */
  private boolean awaitChange() {
    lock.lock();
    try {
      long left = TICK.toNanos();
      while (!due && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      due = false;
      return !closed;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (awaitChange()) {
      for (TopicLink link : List.copyOf(told.keySet())) {
        try {
          tell(link);
        } catch (RuntimeException mistake) {
          LOG.error("Telling {} of the index failed", link.peer(), mistake);
        }
      }
    }
  }

  private void tell(TopicLink link) {
    ByteString notice = notice(link).toByteString();
    if (notice.size() > link.maxPayloadBytes()) {
      notice = UNTOLD.toByteString();
    }
    offer(link, notice);
  }

  private void offer(TopicLink link, ByteString notice) {
    if (!notice.equals(told.get(link)) && link.offer(Lane.NORMAL, notice)) {
      told.computeIfPresent(link, (_, _) -> notice);
    }
  }

  private IndexNotice notice(TopicLink link) {
    Rights rights = guard.rights(link.peer());
    try (IndexSnapshot snapshot = Pinning.pin(index, one -> rights.may(Verb.SEARCH, one.name()))) {
      Map<String, List<ByteString>> segments = snapshot.segments();
      IndexNotice.Builder notice = IndexNotice.newBuilder();
      for (CollectionInfo one : snapshot.collections()) {
        notice.addCollections(
            AnnouncedCollection.newBuilder()
                .setCollection(one.name())
                .setKind(one.kind())
                .setGeneration(Generation.of(segments.getOrDefault(one.name(), List.of())))
                .setState(one.state().orElse(ByteString.EMPTY)));
      }
      return notice.build();
    } catch (TiscException failure) {
      LOG.debug("{} is not told of the index", link.peer(), failure);
      return UNTOLD;
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (!teller.join(STOP)) {
        LOG.warn("The notices of the index did not stop in time");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
