package org.tisc.federation.search;

import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;
import org.tisc.federation.error.Kind;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.link.RpcFailures;

/**
 * Ends a unary call with its value or its refusal; a mistake of ours goes on to the link's border.
 */
final class Answers {
  private Answers() {}

  static <T> void unary(StreamObserver<T> answer, Supplier<T> work) {
    T value;
    try {
      value = work.get();
    } catch (TiscException refusal) {
      if (refusal.reason().kind() == Kind.INTERNAL) {
        throw refusal;
      }
      answer.onError(RpcFailures.toException(refusal));
      return;
    }
    answer.onNext(value);
    answer.onCompleted();
  }
}
