package org.tisc.node.blob;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.tisc.federation.blob.BlobStore;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.BlobReference;
import org.tisc.federation.feed.EntryHash;

/**
 * Files in a folder. A whole one is {@code ab/abcd…} beside {@code ab/abcd….pieces}, the hashes of
 * its pieces; one on its way is {@code arriving/abcd…} with its own list, of which as much counts
 * as its pieces prove. A file becomes whole by a rename after it is on disk.
 */
public final class FolderBlobStore implements BlobStore {
  private static final String PIECES = ".pieces";
  private static final HexFormat HEX = HexFormat.of();
  // What must stay free for everything else on the disk: the database comes first.
  private static final long SPARE_BYTES = 64L << 20;

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path folder;
  private final Path arriving;
  private final long quota;
  private final Set<String> busy = new HashSet<>();
  private long used;
  // Room that files on their way will need, beyond what they have.
  private long promised;

  /** Where the files of a node lie, beside its database. */
  public static Path beside(Path storeFolder) {
    return storeFolder.resolve("files");
  }

  /** The files in a folder, which is made where it is absent. Raises INTERNAL. */
  public FolderBlobStore(Path folder, long quotaBytes) {
    this.folder = folder;
    this.arriving = folder.resolve("arriving");
    this.quota = quotaBytes;
    try {
      Files.createDirectories(arriving);
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          if (file.getFileName().toString().startsWith("own-")) {
            // A file of ours that was being read in when the process ended.
            Files.delete(file);
          } else {
            used += Files.size(file);
          }
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw failed(e);
    }
  }

  @Override
  public Optional<BlobReference> find(ByteString sha256) {
    Path file = whole(sha256);
    try {
      return Optional.of(
          new BlobReference(sha256, Files.size(file), sha256(Files.readAllBytes(list(file)))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public List<BlobReference> all() {
    List<BlobReference> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder, 2)) {
      files
          .filter(file -> !file.startsWith(arriving) && named(file))
          .sorted(Comparator.comparing(file -> file.getFileName().toString()))
          .forEach(file -> find(hash(file)).ifPresent(all::add));
    } catch (IOException | UncheckedIOException e) {
      throw failed(e);
    }
    return all;
  }

  private static boolean named(Path file) {
    return file.getFileName().toString().matches("[0-9a-f]{64}");
  }

  private static ByteString hash(Path file) {
    return ByteString.copyFrom(HEX.parseHex(file.getFileName().toString()));
  }

  @Override
  public ByteString pieceHashes(ByteString sha256, int fromPiece, int most) {
    BlobReference file = require(sha256);
    long from = (long) fromPiece * EntryHash.BYTES;
    long bytes = Math.min((long) most, file.pieces() - fromPiece) * EntryHash.BYTES;
    return slice(list(whole(sha256)), from, Math.max(0, bytes));
  }

  @Override
  public ByteString read(ByteString sha256, int piece) {
    BlobReference file = require(sha256);
    long from = (long) piece * BlobReference.PIECE_BYTES;
    if (piece < 0 || from >= file.size()) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "The file has " + file.pieces() + " pieces, from 0");
    }
    return slice(whole(sha256), from, Math.min(BlobReference.PIECE_BYTES, file.size() - from));
  }

  private BlobReference require(ByteString sha256) {
    return find(sha256)
        .orElseThrow(() -> new TiscException(Reason.NOT_FOUND, "There is no file " + hex(sha256)));
  }

  private static ByteString slice(Path file, long from, long bytes) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.allocate((int) bytes);
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, from + buffer.position()) < 0) {
          throw new IOException(file + " is shorter than it was");
        }
      }
      return ByteString.copyFrom(buffer.flip());
    } catch (NoSuchFileException e) {
      throw new TiscException(Reason.NOT_FOUND, "The file has just been removed", e);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public BlobReference add(InputStream content, long maxBytes) {
    Path temporary;
    try {
      temporary = Files.createTempFile(arriving, "own-", "");
    } catch (IOException e) {
      throw failed(e);
    }
    long counted = 0;
    try {
      MessageDigest all = digest();
      ByteString hashes = ByteString.EMPTY;
      long size = 0;
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        while (true) {
          byte[] piece = content.readNBytes(BlobReference.PIECE_BYTES);
          if (piece.length == 0) {
            break;
          }
          size += piece.length;
          if (size > maxBytes) {
            throw new TiscException(Reason.TOO_LARGE, "A file has at most " + maxBytes + " bytes");
          }
          take(piece.length);
          counted += piece.length;
          write(channel, ByteString.copyFrom(piece));
          all.update(piece);
          hashes = hashes.concat(sha256(piece));
        }
        channel.force(true);
      }
      if (size == 0) {
        throw new TiscException(Reason.INVALID_ARGUMENT, "A file has at least one byte");
      }
      ByteString sha256 = ByteString.copyFrom(all.digest());
      BlobReference file = new BlobReference(sha256, size, sha256(hashes.toByteArray()));
      if (find(sha256).isPresent()) {
        return file;
      }
      take(hashes.size());
      keep(temporary, sha256, hashes);
      counted = 0;
      return file;
    } catch (IOException e) {
      throw failed(e);
    } finally {
      give(counted);
      removeQuietly(temporary);
    }
  }

  /** The list first, so that a whole file always has one. */
  private void keep(Path from, ByteString sha256, ByteString hashes) throws IOException {
    Path to = whole(sha256);
    Path parent = folder.resolve(hex(sha256).substring(0, 2));
    Files.createDirectories(parent);
    writeList(list(to), hashes);
    move(from, to);
    force(parent);
  }

  private static void writeList(Path list, ByteString hashes) throws IOException {
    Path temporary = list.resolveSibling(list.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE),
            OWNER_ONLY)) {
      write(channel, hashes);
      channel.force(true);
    }
    move(temporary, list);
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException("The folder of files must not span file systems", e);
    }
  }

  private static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void write(FileChannel channel, ByteString bytes) throws IOException {
    for (ByteBuffer part : bytes.asReadOnlyByteBufferList()) {
      while (part.hasRemaining()) {
        channel.write(part);
      }
    }
  }

  @Override
  public Arrival arrive(BlobReference file, ByteString pieceHashes) {
    String name = hex(file.sha256());
    synchronized (this) {
      if (!busy.add(name)) {
        throw new TiscException(Reason.BUSY, "File " + name + " is on its way already");
      }
    }
    try {
      return new FolderArrival(file, pieceHashes, name);
    } catch (IOException e) {
      leave(name, 0);
      throw failed(e);
    } catch (TiscException e) {
      leave(name, 0);
      throw e;
    }
  }

  private synchronized void leave(String name, long unusedPromise) {
    busy.remove(name);
    promised -= unusedPromise;
  }

  /** A file on its way: whole pieces one after the other. */
  private final class FolderArrival implements Arrival {
    private final BlobReference file;
    private final ByteString hashes;
    private final String name;
    private final Path path;
    private final FileChannel channel;
    private int pieces;
    private long room;
    private boolean closed;

    FolderArrival(BlobReference file, ByteString hashes, String name) throws IOException {
      this.file = file;
      this.hashes = hashes;
      this.name = name;
      this.path = arriving.resolve(name);
      boolean fresh = Files.notExists(path);
      long present = fresh ? 0 : Files.size(path);
      long needed = Math.max(0, file.size() - present) + (fresh ? hashes.size() : 0);
      this.room = needed;
      promise(needed);
      FileChannel opened = null;
      try {
        opened =
            FileChannel.open(
                path,
                Set.of(
                    StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                OWNER_ONLY);
        this.channel = opened;
        this.pieces = proved(present);
        long kept = end(pieces);
        if (present > kept) {
          channel.truncate(kept);
          give(present - kept);
          promise(present - kept);
          room += present - kept;
        }
        channel.position(kept);
      } catch (IOException | TiscException e) {
        if (opened != null) {
          opened.close();
        }
        synchronized (FolderBlobStore.this) {
          promised -= room;
        }
        throw e;
      }
    }

    private long end(int count) {
      return Math.min((long) count * BlobReference.PIECE_BYTES, file.size());
    }

    /**
     * How many pieces from the first on are what they should be; a crash may have torn the last.
     */
    private int proved(long present) {
      int count = 0;
      while (count < file.pieces() && end(count + 1) <= present) {
        ByteString piece = slice(path, end(count), end(count + 1) - end(count));
        if (!sha256(piece.toByteArray()).equals(hash(count))) {
          break;
        }
        count++;
      }
      return count;
    }

    private ByteString hash(int piece) {
      return hashes.substring(piece * EntryHash.BYTES, (piece + 1) * EntryHash.BYTES);
    }

    @Override
    public int pieces() {
      return pieces;
    }

    @Override
    public void add(ByteString piece) {
      if (pieces == file.pieces()
          || piece.size() != end(pieces + 1) - end(pieces)
          || !sha256(piece.toByteArray()).equals(hash(pieces))) {
        throw new TiscException(
            Reason.INVALID_ARGUMENT, "Piece " + pieces + " of file " + name + " is another one");
      }
      try {
        write(channel, piece);
      } catch (IOException e) {
        throw failed(e);
      }
      synchronized (FolderBlobStore.this) {
        used += piece.size();
        promised -= piece.size();
      }
      room -= piece.size();
      pieces++;
    }

    @Override
    public void complete() {
      try {
        channel.force(true);
        if (pieces != file.pieces() || !hashOf(path).equals(file.sha256())) {
          channel.truncate(0);
          give(end(pieces));
          pieces = 0;
          throw new TiscException(
              Reason.INVALID_ARGUMENT, "The pieces of file " + name + " make another file");
        }
        keep(path, file.sha256(), hashes);
        take(hashes.size());
      } catch (IOException e) {
        throw failed(e);
      }
    }

    @Override
    public void close() {
      if (closed) {
        return;
      }
      closed = true;
      leave(name, room);
      try {
        channel.close();
      } catch (IOException e) {
        throw failed(e);
      }
    }
  }

  private static ByteString hashOf(Path file) throws IOException {
    MessageDigest digest = digest();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return ByteString.copyFrom(digest.digest());
  }

  /** Room for bytes that will come; raises OUT_OF_SPACE. */
  private synchronized void promise(long bytes) {
    requireRoom(bytes);
    promised += bytes;
  }

  private synchronized void take(long bytes) {
    requireRoom(bytes);
    used += bytes;
  }

  private synchronized void give(long bytes) {
    used -= bytes;
  }

  private void requireRoom(long bytes) {
    if (used + promised + bytes > quota) {
      throw new TiscException(
          Reason.OUT_OF_SPACE,
          "Files have "
              + (used + promised)
              + " of "
              + quota
              + " bytes, which leaves no room for "
              + bytes);
    }
    try {
      FileStore disk = Files.getFileStore(folder);
      if (disk.getUsableSpace() - promised - bytes < SPARE_BYTES) {
        throw new TiscException(Reason.OUT_OF_SPACE, "The disk of " + folder + " is nearly full");
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public boolean begun(ByteString sha256) {
    return Files.exists(arriving.resolve(hex(sha256)));
  }

  @Override
  public void delete(ByteString sha256) {
    Path file = whole(sha256);
    synchronized (this) {
      if (busy.contains(hex(sha256))) {
        return;
      }
      // The file before its list: a list alone is no file.
      remove(file);
      remove(list(file));
      remove(arriving.resolve(hex(sha256)));
    }
  }

  private void remove(Path file) {
    try {
      long size = Files.exists(file) ? Files.size(file) : 0;
      Files.deleteIfExists(file);
      used -= size;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static void removeQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public List<ByteString> arriving() {
    try (Stream<Path> files = Files.list(arriving)) {
      return files.filter(FolderBlobStore::named).map(FolderBlobStore::hash).toList();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public synchronized long usedBytes() {
    return used;
  }

  @Override
  public long quotaBytes() {
    return quota;
  }

  private Path whole(ByteString sha256) {
    String name = hex(sha256);
    return folder.resolve(name.substring(0, 2)).resolve(name);
  }

  private static Path list(Path file) {
    return file.resolveSibling(file.getFileName() + PIECES);
  }

  private static String hex(ByteString sha256) {
    if (sha256.size() != EntryHash.BYTES) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "A file is named by 32 bytes");
    }
    return HEX.formatHex(sha256.toByteArray());
  }

  private static ByteString sha256(byte[] bytes) {
    return ByteString.copyFrom(digest().digest(bytes));
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  // A full disk has no exception of its own in Java; the text is that of the system (POSIX ENOSPC,
  // EDQUOT in the C locale, which the JDK uses).
  private static TiscException failed(Exception e) {
    String text = String.valueOf(e.getMessage());
    boolean full = text.contains("No space left") || text.contains("quota exceeded");
    return new TiscException(
        full ? Reason.OUT_OF_SPACE : Reason.INTERNAL, "The folder of files failed: " + text, e);
  }
}
