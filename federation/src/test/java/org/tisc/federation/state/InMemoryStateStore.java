package org.tisc.federation.state;

import com.google.protobuf.ByteString;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** A store without a disk, which can be told to fail like one. */
public final class InMemoryStateStore implements StateStore {
  private record Key(String kind, String id) {}

  private final Map<Key, StateDocument> documents = new ConcurrentHashMap<>();
  private final AtomicInteger writesUntilFailure = new AtomicInteger(Integer.MAX_VALUE);

  /** Lets this many writes pass and fails the one after them, once. */
  public void failAfter(int writes) {
    writesUntilFailure.set(writes);
  }

  /** Another store that holds the same now. */
  public InMemoryStateStore copy() {
    InMemoryStateStore copy = new InMemoryStateStore();
    copy.documents.putAll(documents);
    return copy;
  }

  @Override
  public Optional<StateDocument> read(String kind, String id) {
    return Optional.ofNullable(documents.get(new Key(kind, id)));
  }

  @Override
  public List<StateDocument> list(String kind) {
    return documents.values().stream()
        .filter(document -> document.kind().equals(kind))
        .sorted(
            Comparator.comparing(
                document -> ByteString.copyFromUtf8(document.id()),
                ByteString.unsignedLexicographicalComparator()))
        .toList();
  }

  @Override
  public StateDocument write(String kind, String id, long expectedRevision, ByteString content) {
    if (writesUntilFailure.getAndUpdate(n -> n == 0 ? Integer.MAX_VALUE : n - 1) == 0) {
      throw new TiscException(Reason.INTERNAL, "The disk failed, as the test asked");
    }
    if (content.size() > MAX_CONTENT_BYTES) {
      throw new TiscException(
          Reason.TOO_LARGE, content.size() + " bytes, at most " + MAX_CONTENT_BYTES);
    }
    Key key = new Key(kind, id);
    return java.util.Objects.requireNonNull(
        documents.compute(
            key,
            (k, present) -> {
              requireRevision(present, expectedRevision);
              return new StateDocument(kind, id, expectedRevision + 1, content);
            }));
  }

  @Override
  public void delete(String kind, String id, long expectedRevision) {
    documents.compute(
        new Key(kind, id),
        (k, present) -> {
          requireRevision(present, expectedRevision);
          return null;
        });
  }

  private static void requireRevision(
      @org.jspecify.annotations.Nullable StateDocument present, long expected) {
    long revision = present == null ? 0 : present.revision();
    if (revision != expected) {
      throw new TiscException(
          Reason.STALE_REVISION, "Revision is " + revision + ", expected " + expected);
    }
  }
}
