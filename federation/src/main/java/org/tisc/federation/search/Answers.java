package org.tisc.federation.search;

import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Kind;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.link.RpcFailures;

/**
 * Ends a unary call with its value or its failure; the one place where failures of peers' searches
 * are logged.
 */
final class Answers {
  private static final Logger log = LoggerFactory.getLogger(Answers.class);

  private Answers() {}

  static <T> void unary(StreamObserver<T> answer, Supplier<T> work) {
    T value;
    try {
      value = work.get();
    } catch (TiscException failure) {
      if (failure.reason().kind() == Kind.INTERNAL) {
        log.error("A peer's search failed", failure);
      } else {
        log.debug("A peer's search was refused: {}", failure.reason());
      }
      answer.onError(RpcFailures.toStatus(failure));
      return;
    } catch (RuntimeException mistake) {
      log.error("A peer's search failed", mistake);
      answer.onError(
          RpcFailures.toStatus(new TiscException(Reason.INTERNAL, "Internal error", mistake)));
      return;
    }
    answer.onNext(value);
    answer.onCompleted();
  }
}
