package org.tisc.federation.blob;

import com.google.protobuf.ByteString;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
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
 * Hands files out to members that may read an entry that names them. To everybody else a file does
 * not exist, whether it does or not.
 */
final class BlobRpc extends BlobServiceGrpc.BlobServiceImplBase {
  private static final int MAX_LISTED = 65_536;
  private static final int PART_BYTES = 256 * 1024;

  private final BlobStore store;
  private final Supplier<PeerId> caller;
  private final BiPredicate<PeerId, ByteString> mayHave;
  private final int servedPerPeer;
  private final ConcurrentHashMap<PeerId, Integer> serving = new ConcurrentHashMap<>();

  BlobRpc(
      BlobStore store,
      Supplier<PeerId> caller,
      BiPredicate<PeerId, ByteString> mayHave,
      int servedPerPeer) {
    this.store = store;
    this.caller = caller;
    this.mayHave = mayHave;
    this.servedPerPeer = servedPerPeer;
  }

  @Override
  public void listPieces(ListPiecesRequest request, StreamObserver<ListPiecesResponse> out) {
    BlobReference file = require(request.getNetwork(), request.getSha256());
    int from = piece(request.getFromPiece(), file);
    out.onNext(
        ListPiecesResponse.newBuilder()
            .setPieceHashes(store.pieceHashes(file.sha256(), from, MAX_LISTED))
            .setPieces((int) file.pieces())
            .build());
    out.onCompleted();
  }

  @Override
  public void fetchPieces(FetchPiecesRequest request, StreamObserver<FetchPiecesResponse> out) {
    PeerId peer = caller.get();
    BlobReference file = require(request.getNetwork(), request.getSha256());
    int from = piece(request.getFromPiece(), file);
    if (request.getMaxPieces() == 0) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "At least one piece is asked for");
    }
    long end = Math.min(file.pieces(), from + Integer.toUnsignedLong(request.getMaxPieces()));
    if (serving.merge(peer, 1, Integer::sum) > servedPerPeer) {
      release(peer);
      throw new TiscException(
          Reason.BUSY, "More than " + servedPerPeer + " calls for files of " + peer + " at once");
    }
    Sending sending =
        new Sending(peer, file, from, end, (ServerCallStreamObserver<FetchPiecesResponse>) out);
    sending.out.setOnCancelHandler(sending::end);
    sending.out.setOnCloseHandler(sending::end);
    sending.out.setOnReadyHandler(sending::go);
    sending.go();
  }

  private BlobReference require(String network, ByteString sha256) {
    PeerId peer = caller.get();
    if (!network.equals(peer.network().value())) {
      throw new TiscException(
          Reason.NETWORK_MISMATCH, "The request names another network than the connection");
    }
    if (sha256.size() != EntryHash.BYTES) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "A file is named by 32 bytes");
    }
    return store
        .find(sha256)
        .filter(file -> mayHave.test(peer, file.sha256()))
        .orElseThrow(
            () -> new TiscException(Reason.NOT_FOUND, "There is no such file for the caller"));
  }

  private static int piece(int from, BlobReference file) {
    if (Integer.toUnsignedLong(from) >= file.pieces()) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "The file has " + file.pieces() + " pieces, from 0");
    }
    return from;
  }

  private void release(PeerId peer) {
    serving.computeIfPresent(peer, (_, count) -> count <= 1 ? null : count - 1);
  }

  /** One answer, sent as fast as the caller takes it; called by one thread at a time. */
  private final class Sending {
    private final PeerId peer;
    private final BlobReference file;
    private final long end;
    private final ServerCallStreamObserver<FetchPiecesResponse> out;
    private ByteString piece = ByteString.EMPTY;
    private int offset;
    private int next;
    private boolean over;

    Sending(
        PeerId peer,
        BlobReference file,
        int from,
        long end,
        ServerCallStreamObserver<FetchPiecesResponse> out) {
      this.peer = peer;
      this.file = file;
      this.next = from;
      this.end = end;
      this.out = out;
    }

    synchronized void go() {
      try {
        while (!over && out.isReady()) {
          if (offset == piece.size()) {
            if (next == end) {
              end();
              out.onCompleted();
              return;
            }
            // Asked for every piece: who may not have it any more gets no further one.
            if (!mayHave.test(peer, file.sha256())) {
              throw new TiscException(Reason.NOT_FOUND, "The file is not for the caller any more");
            }
            piece = store.read(file.sha256(), next);
            offset = 0;
            next++;
          }
          int part = Math.min(PART_BYTES, piece.size() - offset);
          out.onNext(
              FetchPiecesResponse.newBuilder()
                  .setPiece(next - 1)
                  .setContent(piece.substring(offset, offset + part))
                  .build());
          offset += part;
        }
      } catch (TiscException e) {
        end();
        out.onError(RpcFailures.toException(e));
      }
    }

    synchronized void end() {
      if (!over) {
        over = true;
        piece = ByteString.EMPTY;
        offset = 0;
        release(peer);
      }
    }
  }
}
