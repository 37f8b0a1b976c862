package org.tisc.node.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SignInThrottleTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final SignInThrottle throttle = new SignInThrottle(nanos::get);

  @Test
  void oneAddressMustWaitWhateverNamesItTries() {
    for (int i = 0; i < 5; i++) {
      assertThat(throttle.attempt("name-" + i, "10.0.0.1")).isEmpty();
    }
    assertThat(throttle.attempt("name-6", "10.0.0.1")).contains(Duration.ofSeconds(1));
    assertThat(throttle.attempt("name-6", "10.0.0.2")).isEmpty();
  }

  @Test
  void oneNameMustWaitWhateverAddressTriesIt() {
    for (int i = 0; i < 5; i++) {
      assertThat(throttle.attempt("wang", "10.0.0." + i)).isEmpty();
    }
    assertThat(throttle.attempt("wang", "10.0.0.99")).isPresent();
  }

  @Test
  void attemptsMadeAtOnceDoNotSlipThroughTogether() {
    int admitted = 0;
    for (int i = 0; i < 100; i++) {
      admitted += throttle.attempt("wang", "10.0.0.1").isEmpty() ? 1 : 0;
    }
    assertThat(admitted).isEqualTo(5);
  }

  @Test
  void theWaitNeverGrowsOverAMinute() {
    for (int i = 0; i < 50; i++) {
      throttle.attempt("wang", "10.0.0.1");
      nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    }
    throttle.attempt("wang", "10.0.0.1");
    Optional<Duration> wait = throttle.attempt("wang", "10.0.0.1");
    assertThat(wait).contains(Duration.ofMinutes(1));
  }

  @Test
  void successForgetsTheNameButNotWhatTheAddressDidBefore() {
    for (int i = 0; i < 4; i++) {
      throttle.attempt("victim-" + i, "10.0.0.1");
    }
    throttle.attempt("own", "10.0.0.1");
    throttle.succeeded("own", "10.0.0.1");
    assertThat(throttle.attempt("victim", "10.0.0.1")).isEmpty();
    assertThat(throttle.attempt("victim", "10.0.0.1")).isPresent();
  }

  @Test
  void failuresAreForgottenAfterAnHour() {
    for (int i = 0; i < 10; i++) {
      throttle.attempt("wang", "10.0.0.1");
    }
    nanos.addAndGet(Duration.ofMinutes(61).toNanos());
    for (int i = 0; i < 5; i++) {
      assertThat(throttle.attempt("wang", "10.0.0.1")).isEmpty();
    }
  }
}
