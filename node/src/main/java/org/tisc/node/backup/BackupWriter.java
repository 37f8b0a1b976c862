package org.tisc.node.backup;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.tisc.federation.identity.SealingKey;
import org.tisc.node.web.Json;

/** Writes the entries of one backup and keeps what the manifest says of them. */
final class BackupWriter {
  private final ZipOutputStream zip;
  private final SealingKey key;
  private final List<Manifest.Entry> entries = new ArrayList<>();

  BackupWriter(OutputStream out, SealingKey key) {
    this.zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
    this.zip.setLevel(Deflater.NO_COMPRESSION);
    this.key = key;
  }

  /** Writes an entry in clear. */
  void plain(String name, byte[] content) throws IOException {
    entry(name, out -> out.write(content));
  }

  /** Seals a stream, which is closed. */
  void sealed(String name, InputStream content) throws IOException {
    try (content) {
      if (!BackupForm.sealed(name)) {
        throw new IOException("a backup has no place for " + name);
      }
      entry(
          name,
          out -> {
            OutputStream sealing = key.seal(out, name);
            content.transferTo(sealing);
            sealing.close();
          });
    }
  }

  /** What was written so far, in order. */
  List<Manifest.Entry> entries() {
    return List.copyOf(entries);
  }

  /** Writes proof and manifest and ends the file; without this it is recognised as cut. */
  void finish(Manifest manifest) throws IOException {
    byte[] bytes = Json.bytes(manifest);
    byte[] proof = key.proof(BackupForm.PROVES_MANIFEST, bytes);
    plain(BackupForm.PROOF, HexFormat.of().formatHex(proof).getBytes(StandardCharsets.US_ASCII));
    plain(BackupForm.MANIFEST, bytes);
    zip.finish();
    zip.flush();
  }

  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private void entry(String name, Content content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    MessageDigest digest = sha256();
    Counting counting = new Counting(new DigestOutputStream(zip, digest));
    content.writeTo(counting);
    zip.closeEntry();
    entries.add(
        new Manifest.Entry(name, counting.bytes, HexFormat.of().formatHex(digest.digest())));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static final class Counting extends FilterOutputStream {
    private long bytes;

    Counting(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int value) throws IOException {
      out.write(value);
      bytes++;
    }

    @Override
    public void write(byte[] content, int offset, int length) throws IOException {
      out.write(content, offset, length);
      bytes += length;
    }
  }
}
