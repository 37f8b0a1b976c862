package org.tisc.federation.search;

import io.grpc.stub.StreamObserver;
import java.util.function.UnaryOperator;

/** Hands on what a service answers, changed. */
record Changed<T>(StreamObserver<T> to, UnaryOperator<T> change) implements StreamObserver<T> {
  @Override
  public void onNext(T value) {
    to.onNext(change.apply(value));
  }

  @Override
  public void onError(Throwable failure) {
    to.onError(failure);
  }

  @Override
  public void onCompleted() {
    to.onCompleted();
  }
}
