package org.tisc.federation.blob;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Kind;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.BlobReference;
import org.tisc.federation.feed.EntryHash;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.link.RpcFailures;
import org.tisc.proto.federation.v1.BlobServiceGrpc;
import org.tisc.proto.federation.v1.FetchPiecesRequest;
import org.tisc.proto.federation.v1.FetchPiecesResponse;
import org.tisc.proto.federation.v1.ListPiecesRequest;
import org.tisc.proto.federation.v1.ListPiecesResponse;

/**
 * Fetches one file from whoever has it. Every piece is proved before it is kept, so that a cut
 * costs less than one piece, any other holder goes on where the one before ended, and one that lies
 * is left out.
 */
final class Fetching {
  private static final Logger LOG = LoggerFactory.getLogger(Fetching.class);

  private final BlobStore store;
  private final BlobSources sources;
  private final BlobSettings settings;

  Fetching(BlobStore store, BlobSources sources, BlobSettings settings) {
    this.store = store;
    this.sources = sources;
    this.settings = settings;
  }

  /**
   * Fetches a file; what arrived is kept where it ends. Raises UNAVAILABLE when no holder could
   * give all of it, OUT_OF_SPACE, and what the store raises.
   */
  void fetch(BlobReference file, List<PeerId> holders) {
    TiscException last =
        new TiscException(Reason.UNAVAILABLE, "No member that is reached holds the file");
    for (PeerId holder : holders) {
      Optional<Channel> channel = sources.channel(holder);
      if (channel.isEmpty()) {
        continue;
      }
      try {
        from(holder, channel.get(), file);
        return;
      } catch (StatusRuntimeException e) {
        last = RpcFailures.fromStatus(e);
        LOG.debug("{} does not give file {}: {}", holder, hex(file), last.getMessage());
      } catch (TiscException e) {
        if (e.reason().kind() == Kind.EXHAUSTED || e.reason() == Reason.INTERNAL) {
          throw e;
        }
        last = e;
        LOG.warn("{} gives something else than file {}: {}", holder, hex(file), e.getMessage());
      }
    }
    throw last;
  }

  private void from(PeerId holder, Channel channel, BlobReference file) {
    BlobServiceGrpc.BlobServiceBlockingStub stub = BlobServiceGrpc.newBlockingStub(channel);
    ByteString hashes = pieceHashes(stub, holder, file);
    try (BlobStore.Arrival arrival = store.arrive(file, hashes)) {
      while (arrival.pieces() < file.pieces()) {
        int before = arrival.pieces();
        pieces(stub, holder, file, arrival);
        if (arrival.pieces() == before) {
          throw new TiscException(Reason.UNAVAILABLE, holder + " sent no piece");
        }
      }
      arrival.complete();
    }
  }

  /** The list of pieces, proved by what the entry says of it. */
  private ByteString pieceHashes(
      BlobServiceGrpc.BlobServiceBlockingStub stub, PeerId holder, BlobReference file) {
    ByteString hashes = ByteString.EMPTY;
    while (hashes.size() < file.pieces() * EntryHash.BYTES) {
      ListPiecesResponse part =
          stub.withDeadlineAfter(settings.callWithin().toMillis(), TimeUnit.MILLISECONDS)
              .listPieces(
                  ListPiecesRequest.newBuilder()
                      .setNetwork(holder.network().value())
                      .setSha256(file.sha256())
                      .setFromPiece(hashes.size() / EntryHash.BYTES)
                      .build());
      int size = part.getPieceHashes().size();
      if (size == 0
          || size % EntryHash.BYTES != 0
          || hashes.size() + (long) size > file.pieces() * EntryHash.BYTES) {
        throw new TiscException(Reason.INVALID_ARGUMENT, "The list of pieces has another length");
      }
      hashes = hashes.concat(part.getPieceHashes());
    }
    if (!sha256(hashes).equals(file.piecesSha256())) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "The list of pieces is another one");
    }
    return hashes;
  }

  private void pieces(
      BlobServiceGrpc.BlobServiceBlockingStub stub,
      PeerId holder,
      BlobReference file,
      BlobStore.Arrival arrival) {
    // Left in the middle where something is wrong, the call must end with its context.
    try (Context.CancellableContext context = Context.current().withCancellation()) {
      Context before = context.attach();
      try {
        Iterator<FetchPiecesResponse> parts =
            stub.withDeadlineAfter(settings.callWithin().toMillis(), TimeUnit.MILLISECONDS)
                .fetchPieces(
                    FetchPiecesRequest.newBuilder()
                        .setNetwork(holder.network().value())
                        .setSha256(file.sha256())
                        .setFromPiece(arrival.pieces())
                        .setMaxPieces(settings.piecesPerCall())
                        .build());
        ByteString piece = ByteString.EMPTY;
        while (arrival.pieces() < file.pieces() && parts.hasNext()) {
          FetchPiecesResponse part = parts.next();
          long length = pieceBytes(file, arrival.pieces());
          if (part.getPiece() != arrival.pieces()
              || part.getContent().isEmpty()
              || piece.size() + (long) part.getContent().size() > length) {
            throw new TiscException(Reason.INVALID_ARGUMENT, "Not the piece that was asked for");
          }
          piece = piece.concat(part.getContent());
          if (piece.size() == length) {
            arrival.add(piece);
            piece = ByteString.EMPTY;
          }
        }
      } finally {
        context.detach(before);
      }
    }
  }

  private static long pieceBytes(BlobReference file, int piece) {
    return Math.min(
        BlobReference.PIECE_BYTES, file.size() - (long) piece * BlobReference.PIECE_BYTES);
  }

  static ByteString sha256(ByteString bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      bytes.asReadOnlyByteBufferList().forEach(digest::update);
      return ByteString.copyFrom(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private static String hex(BlobReference file) {
    return new EntryHash(file.sha256()).hex();
  }
}
