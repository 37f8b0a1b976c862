package org.tisc.federation.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.BlobReference;
import org.tisc.federation.feed.EntryDraft;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.Tlp;
import org.tisc.federation.sync.SyncLimits;
import org.tisc.federation.sync.SyncRegion;
import org.tisc.federation.sync.SyncRegion.Node;

/** Files over real mutual TLS on loopback. */
@Tag("network")
final class BlobsTest {
  private static final int PIECES = 10;

  private static byte[] content(long seed) {
    byte[] content = new byte[(PIECES - 1) * BlobReference.PIECE_BYTES + 1234];
    new Random(seed).nextBytes(content);
    return content;
  }

  private static BlobReference share(Node origin, FeedId feed, byte[] content, long revision) {
    BlobReference file = origin.blobs().add(new ByteArrayInputStream(content));
    origin
        .feeds()
        .publish(
            List.of(
                new EntryDraft(
                    feed,
                    "alert",
                    "with-file",
                    revision,
                    Tlp.GREEN,
                    false,
                    ByteString.copyFromUtf8("see the file"),
                    List.of(file),
                    List.of())));
    return file;
  }

  private static void awaitNamed(Node node, BlobReference file) {
    await()
        .atMost(SyncRegion.PATIENCE)
        .untilAsserted(() -> assertThat(node.blobs().named()).contains(file));
  }

  private static void requireReason(Reason reason, Runnable action) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(TiscException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  /** A store of which every read of a piece goes through this. */
  private interface Reads {
    ByteString read(BlobStore store, ByteString sha256, int piece);
  }

  private static SyncRegion.BlobFault reads(Reads reads) {
    return store ->
        (BlobStore)
            Proxy.newProxyInstance(
                BlobStore.class.getClassLoader(),
                new Class<?>[] {BlobStore.class},
                (_, method, arguments) -> {
                  if (method.getName().equals("read")) {
                    return reads.read(store, (ByteString) arguments[0], (Integer) arguments[1]);
                  }
                  try {
                    return method.invoke(store, arguments);
                  } catch (java.lang.reflect.InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 6, 9})
  void aFetchThatWasCutGoesOnFromAnotherHolderAndLosesLessThanAPiece(int cutAfter) {
    try (SyncRegion region = new SyncRegion(3, SyncLimits.defaults())) {
      Node origin = region.node(0);
      Node other = region.node(1);
      Node reader = region.node(2);
      AtomicInteger sent = new AtomicInteger();
      origin.stop();
      origin.files(
          reads(
              (store, sha256, piece) -> {
                if (sent.get() == cutAfter) {
                  throw new TiscException(Reason.UNAVAILABLE, "The line was cut");
                }
                sent.incrementAndGet();
                return store.read(sha256, piece);
              }),
          BlobSettings.defaults());
      origin.restart();
      byte[] content = content(cutAfter);
      BlobReference file = share(origin, origin.feed(), content, 1);
      // Another member has it from elsewhere.
      other.blobs().add(new ByteArrayInputStream(content));
      awaitNamed(other, file);
      awaitNamed(reader, file);
      await()
          .atMost(SyncRegion.PATIENCE)
          .untilAsserted(
              () -> {
                try {
                  reader.blobs().fetch(file.sha256());
                } catch (TiscException e) {
                  throw new AssertionError(e);
                }
              });
      assertThat(sent.get()).isEqualTo(cutAfter);
      assertThat(reader.files().piecesAdded()).isEqualTo(PIECES);
      assertThat(reader.blobs().find(file.sha256())).contains(file);
    }
  }

  @Test
  void aHolderThatLiesIsLeftOutAndNothingOfItIsKept() {
    try (SyncRegion region = new SyncRegion(3, SyncLimits.defaults())) {
      Node origin = region.node(0);
      Node reader = region.node(2);
      byte[] content = content(20);
      BlobReference file = share(origin, origin.feed(), content, 1);
      awaitNamed(reader, file);
      awaitNamed(region.node(1), file);
      origin.files().damage(file.sha256(), 4);
      requireReason(Reason.INVALID_ARGUMENT, () -> fetchFrom(reader, file));
      assertThat(reader.files().pieces(file.sha256())).isEqualTo(4);
      assertThat(reader.blobs().find(file.sha256())).isEmpty();
      region.node(1).blobs().add(new ByteArrayInputStream(content));
      await()
          .atMost(SyncRegion.PATIENCE)
          .untilAsserted(
              () -> {
                try {
                  reader.blobs().fetch(file.sha256());
                } catch (TiscException e) {
                  throw new AssertionError(e);
                }
              });
      assertThat(reader.files().piecesAdded()).isEqualTo(PIECES);
    }
  }

  /** The other holder has nothing, so that the reason told last may be either's. */
  private static void fetchFrom(Node reader, BlobReference file) {
    try {
      reader.blobs().fetch(file.sha256());
    } catch (TiscException e) {
      throw e.reason() == Reason.NOT_FOUND
          ? new TiscException(Reason.INVALID_ARGUMENT, "The honest one has nothing", e)
          : e;
    }
  }

  @Test
  void whoMayNotReadAnEntryThatNamesAFileLearnsNothingOfIt() {
    try (SyncRegion region = new SyncRegion(3, SyncLimits.defaults())) {
      Node origin = region.node(0);
      Node reader = region.node(1);
      Node stranger = region.node(2);
      byte[] content = content(30);
      BlobReference file = share(origin, origin.feed(reader), content, 1);
      awaitNamed(reader, file);
      reader.blobs().fetch(file.sha256());
      requireReason(Reason.NOT_FOUND, () -> stranger.blobs().fetch(file.sha256()));
    }
  }

  @Test
  void aFullDiskKeepsWhatIsThereAndTheFetchGoesOnWhenThereIsRoom() {
    try (SyncRegion region = new SyncRegion(2, SyncLimits.defaults())) {
      Node origin = region.node(0);
      Node reader = region.node(1);
      BlobReference file = share(origin, origin.feed(), content(40), 1);
      awaitNamed(reader, file);
      reader.files().quota(1 << 20);
      requireReason(Reason.OUT_OF_SPACE, () -> reader.blobs().fetch(file.sha256()));
      reader.files().quota(64 << 20);
      reader.blobs().fetch(file.sha256());
      assertThat(reader.blobs().find(file.sha256())).contains(file);
    }
  }

  @Test
  void whatIsPinnedIsFetchedUnaskedAndWhatNobodyNamesGoes() {
    try (SyncRegion region = new SyncRegion(2, SyncLimits.defaults())) {
      Node origin = region.node(0);
      Node reader = region.node(1);
      BlobReference old = share(origin, origin.feed(), content(50), 1);
      awaitNamed(reader, old);
      reader.blobs().pin(old.sha256());
      await()
          .atMost(SyncRegion.PATIENCE)
          .untilAsserted(() -> assertThat(reader.blobs().find(old.sha256())).isPresent());
      reader.blobs().unpin(old.sha256());
      BlobReference fresh = share(origin, origin.feed(), content(51), 2);
      awaitNamed(reader, fresh);
      await()
          .atMost(SyncRegion.PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(reader.blobs().find(old.sha256())).isEmpty();
                assertThat(origin.blobs().find(old.sha256())).isEmpty();
              });
      assertThat(origin.blobs().find(fresh.sha256())).isPresent();
    }
  }
}
