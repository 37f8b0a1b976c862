package org.tisc.node;

import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import org.tisc.federation.blob.Blobs;
import org.tisc.federation.feed.BlobReference;
import org.tisc.node.backup.BackupFiles;

/** The files of this centre as a backup takes them. */
final class BackedUpFiles implements BackupFiles {
  private final Blobs blobs;

  BackedUpFiles(Blobs blobs) {
    this.blobs = blobs;
  }

  @Override
  public Taken take() {
    Blobs.Hold hold = blobs.holdOwn();
    return new Taken() {
      @Override
      public List<String> hashes() {
        return hold.files().stream().map(BackedUpFiles::hex).toList();
      }

      @Override
      public InputStream content(String hash) {
        return hold.files().stream()
            .filter(file -> hex(file).equals(hash))
            .findFirst()
            .map(BackedUpFiles.this::content)
            .orElseThrow();
      }

      @Override
      public void close() {
        hold.close();
      }
    };
  }

  private static String hex(BlobReference file) {
    return HexFormat.of().formatHex(file.sha256().toByteArray());
  }

  /** One piece in memory at a time. */
  private InputStream content(BlobReference file) {
    return new Pieces(file);
  }

  private final class Pieces extends InputStream {
    private final BlobReference file;
    private InputStream piece = InputStream.nullInputStream();
    private int next;

    Pieces(BlobReference file) {
      this.file = file;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int count = piece.read(into, offset, length);
      while (count < 0 && next < file.pieces()) {
        piece = blobs.read(file.sha256(), next++).newInput();
        count = piece.read(into, offset, length);
      }
      return count;
    }
  }
}
