package org.tisc.federation.search;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.link.RpcFailures;
import org.tisc.proto.federation.v1.FetchRequest;
import org.tisc.proto.federation.v1.FetchResponse;
import org.tisc.proto.federation.v1.SearchServiceGrpc;

/** Calls to one peer's search service, each with what time is left. Raises failures as ours. */
final class SearchCalls {
  private SearchCalls() {}

  /**
   * Makes a call; it ends when the context is cancelled. Raises TIMED_OUT where no time is left.
   */
  static <T> T call(
      PeerChannel peer,
      Context context,
      long leftNanos,
      Function<SearchServiceGrpc.SearchServiceBlockingStub, T> method) {
    if (leftNanos <= 0) {
      throw new TiscException(Reason.TIMED_OUT, "No time left to ask " + peer.node());
    }
    Context before = context.attach();
    try {
      return method.apply(
          SearchServiceGrpc.newBlockingStub(peer.channel())
              .withDeadline(Deadline.after(leftNanos, TimeUnit.NANOSECONDS)));
    } catch (StatusRuntimeException failure) {
      throw RpcFailures.fromStatus(failure);
    } finally {
      context.detach(before);
    }
  }

  /** One whole document. Raises INCOMPATIBLE where the answer cannot be used. */
  static FetchedDocument fetch(PeerChannel peer, String key, long leftNanos) {
    FetchRequest request = FetchRequest.newBuilder().setKey(key).build();
    FetchResponse response = call(peer, Context.ROOT, leftNanos, stub -> stub.fetch(request));
    try {
      CollectionInfo collection = CollectionProtos.fromProto(response.getCollection());
      return new FetchedDocument(
          peer.node(),
          collection.name(),
          collection.licence(),
          collection.onward(),
          response.getDocument(),
          response.getAbridged());
    } catch (TiscException failure) {
      throw new TiscException(
          Reason.INCOMPATIBLE, peer.node() + " answered what cannot be used", failure);
    }
  }
}
