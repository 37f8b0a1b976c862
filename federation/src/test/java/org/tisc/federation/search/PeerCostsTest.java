package org.tisc.federation.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Context;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;

class PeerCostsTest {
  private static final PeerId GREEDY = peer("greedy");
  private static final PeerId OTHER = peer("other");

  private final AtomicLong now = new AtomicLong(1_000);
  private final PeerCosts costs =
      new PeerCosts(new SearchShare(Duration.ofMillis(500), Duration.ofSeconds(2), 2), now::get);

  private static PeerId peer(String node) {
    return new PeerId(new NetworkId("jjj"), new NodeId(node));
  }

  private static Supplier<String> taking(Duration time) {
    return () -> {
      PeerCosts.charge(time.toNanos());
      return "done";
    };
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private String retryAfter(PeerId peer) {
    TiscException busy =
        catchThrowableOfType(TiscException.class, () -> costs.charged(peer, taking(Duration.ZERO)));
    assertThat(busy.reason()).isEqualTo(Reason.BUSY);
    return String.valueOf(busy.fields().get("retryAfterSeconds"));
  }

  @Test
  void whoTookTheShareWaitsAndTheOthersDoNot() {
    assertThat(costs.charged(GREEDY, taking(Duration.ofMillis(1_999)))).isEqualTo("done");
    // Something is left, so it begins; what it takes is owed.
    assertThat(costs.charged(GREEDY, taking(Duration.ofSeconds(3)))).isEqualTo("done");
    assertThat(retryAfter(GREEDY)).isEqualTo("7");
    assertThat(costs.charged(OTHER, taking(Duration.ofSeconds(1)))).isEqualTo("done");

    pass(Duration.ofSeconds(3));
    assertThat(retryAfter(GREEDY)).isEqualTo("4");
    pass(Duration.ofSeconds(5));
    assertThat(costs.charged(GREEDY, taking(Duration.ZERO))).isEqualTo("done");
  }

  @Test
  void aShareGrowsNoLargerThanTheBurst() {
    assertThat(costs.charged(GREEDY, taking(Duration.ZERO))).isEqualTo("done");
    pass(Duration.ofDays(300));
    assertThat(costs.charged(GREEDY, taking(Duration.ofMillis(2_400)))).isEqualTo("done");
    assertThat(retryAfter(GREEDY)).isEqualTo("2");
  }

  @Test
  void onlySoManyCallsOfOnePeerRunAtOnce() {
    String inner =
        costs.charged(
            GREEDY,
            () ->
                costs.charged(
                    GREEDY,
                    () -> {
                      assertThat(retryAfter(GREEDY)).isEqualTo("1");
                      return costs.charged(OTHER, taking(Duration.ZERO));
                    }));
    assertThat(inner).isEqualTo("done");
    assertThatThrownBy(
            () ->
                costs.charged(
                    GREEDY,
                    () -> {
                      throw new IllegalStateException("failed");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(costs.charged(GREEDY, () -> costs.charged(GREEDY, taking(Duration.ZERO))))
        .isEqualTo("done");
  }

  @Test
  void workOnOtherThreadsIsChargedThroughTheBudgetOfTheCall() {
    costs.charged(
        GREEDY,
        () -> {
          WorkBudget budget = CallBudget.ofCurrentCall();
          Context.ROOT.run(() -> budget.spent(Duration.ofSeconds(4).toNanos()));
          return "";
        });
    assertThat(retryAfter(GREEDY)).isEqualTo("6");
    // A budget of nobody's call charges nobody.
    CallBudget.ofCurrentCall().spent(Duration.ofDays(1).toNanos());
    PeerCosts.charge(Duration.ofDays(1).toNanos());
    assertThat(costs.charged(OTHER, taking(Duration.ZERO))).isEqualTo("done");
  }

  @Test
  void manyPeersAreForgottenOnceTheirShareIsWholeAgain() {
    for (int i = 0; i < 10_000; i++) {
      assertThat(costs.charged(peer("node" + i), taking(Duration.ZERO))).isEqualTo("done");
      pass(Duration.ofSeconds(1));
    }
    assertThat(costs.known()).isLessThanOrEqualTo(4_096);
  }

  @Test
  void aShareThatIsNoneIsRefused() {
    for (Supplier<SearchShare> bad :
        List.<Supplier<SearchShare>>of(
            () -> new SearchShare(Duration.ZERO, Duration.ofSeconds(1), 1),
            () -> new SearchShare(Duration.ofSeconds(2), Duration.ofSeconds(1), 1),
            () -> new SearchShare(Duration.ofSeconds(1), Duration.ofSeconds(1), 0))) {
      assertThatThrownBy(bad::get).isInstanceOf(TiscException.class);
    }
  }
}
