package org.tisc.federation.search;

import io.grpc.Context;

/** The budget of a call: its deadline and its caller's patience. */
record CallBudget(Context context) implements WorkBudget {
  /** Of the call that this thread serves. */
  static CallBudget ofCurrentCall() {
    return new CallBudget(Context.current());
  }

  @Override
  public boolean exhausted() {
    return context.isCancelled();
  }

  @Override
  public void spent(long nanos) {
    PeerCosts.Call call = PeerCosts.current(context);
    if (call != null) {
      call.spent(nanos);
    }
  }
}
