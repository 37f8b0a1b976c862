package org.tisc.federation.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.BlobReference;

/** What every {@link BlobStore} promises. */
public abstract class BlobStoreContract {
  private static final long QUOTA = 32L << 20;

  /** The store under test, empty, with this quota. */
  protected abstract BlobStore store(long quotaBytes);

  /** The same store as after a restart of the process. */
  protected abstract BlobStore reopened(long quotaBytes);

  private static byte[] content(int bytes, long seed) {
    byte[] content = new byte[bytes];
    new Random(seed).nextBytes(content);
    return content;
  }

  private static BlobReference add(BlobStore store, byte[] content) {
    return store.add(new ByteArrayInputStream(content), QUOTA);
  }

  private static ByteString piece(byte[] content, int piece) {
    int from = piece * BlobReference.PIECE_BYTES;
    return ByteString.copyFrom(
        content, from, Math.min(BlobReference.PIECE_BYTES, content.length - from));
  }

  private static void requireReason(Reason reason, Runnable action) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(TiscException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  public void whatIsAddedIsReadBackPieceByPieceAlsoAfterARestart() {
    byte[] content = content(2 * BlobReference.PIECE_BYTES + 100, 1);
    BlobReference file = add(store(QUOTA), content);
    assertThat(file.size()).isEqualTo(content.length);
    BlobStore store = reopened(QUOTA);
    assertThat(store.find(file.sha256())).contains(file);
    assertThat(store.all()).containsExactly(file);
    for (int i = 0; i < 3; i++) {
      assertThat(store.read(file.sha256(), i)).isEqualTo(piece(content, i));
    }
    assertThat(Fetching.sha256(store.pieceHashes(file.sha256(), 0, 100)))
        .isEqualTo(file.piecesSha256());
    assertThat(store.pieceHashes(file.sha256(), 1, 1))
        .isEqualTo(Fetching.sha256(piece(content, 1)));
    store.delete(file.sha256());
    assertThat(store.find(file.sha256())).isEmpty();
    assertThat(store.usedBytes()).isZero();
  }

  @Test
  public void aFileOnItsWayGoesOnWhereARestartEndedIt() {
    byte[] content = content(3 * BlobReference.PIECE_BYTES, 2);
    BlobStore source = store(QUOTA);
    BlobReference file = add(source, content);
    ByteString hashes = source.pieceHashes(file.sha256(), 0, 10);
    source.delete(file.sha256());
    try (BlobStore.Arrival arrival = source.arrive(file, hashes)) {
      arrival.add(piece(content, 0));
      requireReason(Reason.INVALID_ARGUMENT, () -> arrival.add(piece(content, 0)));
      arrival.add(piece(content, 1));
      requireReason(Reason.BUSY, () -> source.arrive(file, hashes));
    }
    BlobStore store = reopened(QUOTA);
    assertThat(store.find(file.sha256())).isEmpty();
    assertThat(store.begun(file.sha256())).isTrue();
    assertThat(store.arriving()).containsExactly(file.sha256());
    try (BlobStore.Arrival arrival = store.arrive(file, hashes)) {
      assertThat(arrival.pieces()).isEqualTo(2);
      arrival.add(piece(content, 2));
      arrival.complete();
    }
    assertThat(store.find(file.sha256())).contains(file);
    assertThat(store.arriving()).isEmpty();
  }

  @Test
  public void theQuotaIsKeptAndWhatWasThereStays() {
    BlobStore store = store(3L << 20);
    byte[] content = content(2 * BlobReference.PIECE_BYTES, 3);
    BlobReference file = add(store, content);
    requireReason(Reason.OUT_OF_SPACE, () -> add(store, content(2 << 20, 4)));
    assertThat(store.all()).isEqualTo(List.of(file));
    assertThat(store.usedBytes()).isLessThanOrEqualTo(store.quotaBytes());
    requireReason(Reason.TOO_LARGE, () -> store.add(new ByteArrayInputStream(content(100, 5)), 99));
    requireReason(Reason.INVALID_ARGUMENT, () -> add(store, new byte[0]));
    assertThat(store.all()).isEqualTo(List.of(file));
  }

  @Test
  public void theSameFileTwiceIsOne() {
    BlobStore store = store(QUOTA);
    byte[] content = content(1000, 6);
    assertThat(add(store, content)).isEqualTo(add(store, content));
    assertThat(store.all()).hasSize(1);
    long once = store.usedBytes();
    add(store, content);
    assertThat(store.usedBytes()).isEqualTo(once);
  }

  @Test
  public void whatIsNotHereIsNotFound() {
    BlobStore store = store(QUOTA);
    ByteString none = Fetching.sha256(ByteString.copyFromUtf8("none"));
    requireReason(Reason.NOT_FOUND, () -> store.read(none, 0));
    requireReason(Reason.NOT_FOUND, () -> store.pieceHashes(none, 0, 1));
    store.delete(none);
  }
}
