package org.tisc.federation.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** Asserts how something fails. */
public final class Failures {
  private Failures() {}

  /** The step fails with this reason; the failure is returned for a closer look. */
  public static TiscException assertFails(Reason reason, Runnable step) {
    TiscException failure = catchThrowableOfType(TiscException.class, step::run);
    assertThat(failure).as("expected %s", reason).isNotNull();
    assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(reason);
    return failure;
  }
}
