package org.tisc.federation.blob;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.BlobReference;
import org.tisc.federation.feed.EntryHash;

/** A {@link BlobStore} in memory that survives the node's restart. */
public final class InMemoryBlobStore implements BlobStore {
  private final Map<ByteString, List<ByteString>> whole = new HashMap<>();
  private final Map<ByteString, List<ByteString>> partial = new HashMap<>();
  private final Set<ByteString> busy = new HashSet<>();
  private long quota;
  private long added;

  public InMemoryBlobStore(long quota) {
    this.quota = quota;
  }

  /** From now on there is so much room. */
  public synchronized void quota(long bytes) {
    quota = bytes;
  }

  /** How many pieces were ever put into files on their way. */
  public synchronized long piecesAdded() {
    return added;
  }

  /** How many pieces of a file are here. */
  public synchronized int pieces(ByteString sha256) {
    return whole.getOrDefault(sha256, partial.getOrDefault(sha256, List.of())).size();
  }

  /** Flips a bit of a piece that is here, as a bad disk does. */
  public synchronized void damage(ByteString sha256, int piece) {
    List<ByteString> pieces = require(sha256);
    byte[] bytes = pieces.get(piece).toByteArray();
    bytes[0] ^= 1;
    pieces.set(piece, ByteString.copyFrom(bytes));
  }

  @Override
  public synchronized Optional<BlobReference> find(ByteString sha256) {
    List<ByteString> pieces = whole.get(sha256);
    if (pieces == null) {
      return Optional.empty();
    }
    return Optional.of(
        new BlobReference(
            sha256,
            pieces.stream().mapToLong(ByteString::size).sum(),
            Fetching.sha256(hashes.getOrDefault(sha256, ByteString.EMPTY))));
  }

  private final Map<ByteString, ByteString> hashes = new HashMap<>();

  @Override
  public synchronized List<BlobReference> all() {
    return whole.keySet().stream().map(sha256 -> find(sha256).orElseThrow()).toList();
  }

  @Override
  public synchronized ByteString pieceHashes(ByteString sha256, int fromPiece, int most) {
    require(sha256);
    ByteString all = hashes.getOrDefault(sha256, ByteString.EMPTY);
    int from = fromPiece * EntryHash.BYTES;
    return all.substring(from, (int) Math.min(all.size(), from + (long) most * EntryHash.BYTES));
  }

  @Override
  public synchronized ByteString read(ByteString sha256, int piece) {
    return require(sha256).get(piece);
  }

  private List<ByteString> require(ByteString sha256) {
    List<ByteString> pieces = whole.get(sha256);
    if (pieces == null) {
      throw new TiscException(Reason.NOT_FOUND, "There is no such file");
    }
    return pieces;
  }

  @Override
  public synchronized BlobReference add(InputStream content, long maxBytes) {
    try {
      List<ByteString> pieces = new ArrayList<>();
      ByteString all = ByteString.EMPTY;
      ByteString list = ByteString.EMPTY;
      while (true) {
        byte[] piece = content.readNBytes(BlobReference.PIECE_BYTES);
        if (piece.length == 0) {
          break;
        }
        pieces.add(ByteString.copyFrom(piece));
        all = all.concat(pieces.getLast());
        list = list.concat(Fetching.sha256(pieces.getLast()));
        if (all.size() > maxBytes) {
          throw new TiscException(Reason.TOO_LARGE, "At most " + maxBytes + " bytes");
        }
      }
      if (all.isEmpty()) {
        throw new TiscException(Reason.INVALID_ARGUMENT, "A file has at least one byte");
      }
      requireRoom(all.size());
      ByteString sha256 = Fetching.sha256(all);
      whole.put(sha256, pieces);
      hashes.put(sha256, list);
      return find(sha256).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void requireRoom(long bytes) {
    if (usedBytes() + bytes > quota) {
      throw new TiscException(Reason.OUT_OF_SPACE, "No room for " + bytes);
    }
  }

  @Override
  public synchronized Arrival arrive(BlobReference file, ByteString pieceHashes) {
    if (!busy.add(file.sha256())) {
      throw new TiscException(Reason.BUSY, "The file is on its way already");
    }
    List<ByteString> pieces = partial.computeIfAbsent(file.sha256(), _ -> new ArrayList<>());
    try {
      requireRoom(file.size() - pieces.stream().mapToLong(ByteString::size).sum());
    } catch (TiscException e) {
      busy.remove(file.sha256());
      throw e;
    }
    return new Arrival() {
      @Override
      public int pieces() {
        return pieces.size();
      }

      @Override
      public void add(ByteString piece) {
        int at = pieces.size() * EntryHash.BYTES;
        if (!Fetching.sha256(piece).equals(pieceHashes.substring(at, at + EntryHash.BYTES))) {
          throw new TiscException(Reason.INVALID_ARGUMENT, "Another piece");
        }
        synchronized (InMemoryBlobStore.this) {
          pieces.add(piece);
          added++;
        }
      }

      @Override
      public void complete() {
        synchronized (InMemoryBlobStore.this) {
          ByteString all = ByteString.EMPTY;
          for (ByteString piece : pieces) {
            all = all.concat(piece);
          }
          partial.remove(file.sha256());
          if (!Fetching.sha256(all).equals(file.sha256())) {
            throw new TiscException(Reason.INVALID_ARGUMENT, "Another file");
          }
          whole.put(file.sha256(), pieces);
          hashes.put(file.sha256(), pieceHashes);
        }
      }

      @Override
      public void close() {
        synchronized (InMemoryBlobStore.this) {
          busy.remove(file.sha256());
        }
      }
    };
  }

  @Override
  public synchronized boolean begun(ByteString sha256) {
    return partial.containsKey(sha256);
  }

  @Override
  public synchronized void delete(ByteString sha256) {
    if (!busy.contains(sha256)) {
      whole.remove(sha256);
      partial.remove(sha256);
      hashes.remove(sha256);
    }
  }

  @Override
  public synchronized List<ByteString> arriving() {
    return List.copyOf(partial.keySet());
  }

  @Override
  public synchronized long usedBytes() {
    long used = 0;
    for (Map<ByteString, List<ByteString>> each : List.of(whole, partial)) {
      for (List<ByteString> pieces : each.values()) {
        used += pieces.stream().mapToLong(ByteString::size).sum();
      }
    }
    return used;
  }

  @Override
  public synchronized long quotaBytes() {
    return quota;
  }
}
