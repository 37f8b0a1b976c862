package org.tisc.node.blob;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.blob.BlobStore;
import org.tisc.federation.blob.BlobStoreContract;
import org.tisc.federation.feed.BlobReference;

/** The folder keeps the promises of every store, also where a crash tore a file. */
final class FolderBlobStoreTest extends BlobStoreContract {
  @TempDir private Path folder;

  @Override
  protected BlobStore store(long quotaBytes) {
    return new FolderBlobStore(folder, quotaBytes);
  }

  @Override
  protected BlobStore reopened(long quotaBytes) {
    return new FolderBlobStore(folder, quotaBytes);
  }

  @Test
  void aTornOrDamagedPieceIsFetchedAgainAndNoOther() throws IOException {
    byte[] content = new byte[4 * BlobReference.PIECE_BYTES];
    content[3] = 7;
    BlobStore store = store(64L << 20);
    BlobReference file = store.add(new ByteArrayInputStream(content), 64L << 20);
    ByteString hashes = store.pieceHashes(file.sha256(), 0, 4);
    store.delete(file.sha256());
    try (BlobStore.Arrival arrival = store.arrive(file, hashes)) {
      for (int i = 0; i < 3; i++) {
        arrival.add(
            ByteString.copyFrom(content, i * BlobReference.PIECE_BYTES, BlobReference.PIECE_BYTES));
      }
    }
    Path torn =
        folder.resolve("arriving").resolve(HexFormat.of().formatHex(file.sha256().toByteArray()));
    Files.write(torn, new byte[100], StandardOpenOption.APPEND);
    try (BlobStore.Arrival arrival = reopened(64L << 20).arrive(file, hashes)) {
      assertThat(arrival.pieces()).isEqualTo(3);
    }
    byte[] bytes = Files.readAllBytes(torn);
    bytes[2 * BlobReference.PIECE_BYTES + 5] ^= 1;
    Files.write(torn, bytes);
    BlobStore again = reopened(64L << 20);
    try (BlobStore.Arrival arrival = again.arrive(file, hashes)) {
      assertThat(arrival.pieces()).isEqualTo(2);
    }
    assertThat(again.usedBytes()).isEqualTo(2L * BlobReference.PIECE_BYTES);
  }
}
