package org.tisc.federation.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;

class LeasesTest {
  private static final int MOST = 5;
  private static final PeerId A = new PeerId(new NetworkId("jjj"), new NodeId("a"));
  private static final PeerId B = new PeerId(new NetworkId("jjj"), new NodeId("b"));

  private final AtomicLong clock = new AtomicLong();
  private final FakeIndex index = new FakeIndex();
  private final Leases<PeerId, IndexSnapshot> leases =
      new Leases<>(MOST, 2 * MOST, IndexSnapshot::close, clock::get);

  private final Leases<PeerId, IndexSnapshot> many =
      new Leases<>(100, 200, IndexSnapshot::close, clock::get);

  private String open(PeerId peer) {
    clock.incrementAndGet();
    return leases.open(peer, index.snapshot(Set.of()), List.of());
  }

  private void assertExpired(PeerId peer, String lease) {
    assertThatThrownBy(() -> leases.use(peer, lease))
        .isInstanceOfSatisfying(
            TiscException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.SNAPSHOT_EXPIRED));
  }

  @Test
  void belongsToThePeerThatOpenedIt() {
    String lease = open(A);
    assertExpired(B, lease);
    leases.use(A, lease).close();
  }

  @Test
  void endsWhenNobodyUsedItForItsLifetime() {
    String lease = open(A);
    clock.addAndGet(Leases.LIFETIME.toNanos());
    leases.use(A, lease).close();
    clock.addAndGet(Leases.LIFETIME.toNanos());
    leases.use(A, lease).close();
    clock.addAndGet(Leases.LIFETIME.toNanos() + 1);
    leases.sweep();
    assertThat(index.openSnapshots).hasValue(0);
    assertExpired(A, lease);
  }

  @Test
  void staysOpenForAThreadThatStillWorksInIt() {
    String lease = open(A);
    Leases.Use<IndexSnapshot> use = leases.use(A, lease);
    clock.addAndGet(Leases.LIFETIME.toNanos() + 1);
    leases.sweep();
    assertThat(index.openSnapshots).hasValue(1);
    use.close();
    assertThat(index.openSnapshots).hasValue(0);
  }

  @Test
  void letsAPeerCrowdOutOnlyItself() {
    String other = open(B);
    List<String> opened = new ArrayList<>();
    for (int i = 0; i < MOST + 3; i++) {
      opened.add(open(A));
    }
    assertThat(leases.size()).isEqualTo(MOST + 1);
    assertExpired(A, opened.get(2));
    leases.use(A, opened.get(3)).close();
    leases.use(B, other).close();
  }

  @Test
  void closesEverythingAndRefusesMoreAtTheEnd() {
    open(A);
    leases.close();
    assertThatThrownBy(() -> open(A))
        .isInstanceOfSatisfying(
            TiscException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.SHUTTING_DOWN));
    assertThat(index.openSnapshots).hasValue(0);
  }

  @Test
  void pinsAtMostSoManyStatesOfACollection() {
    List<String> opened = new ArrayList<>();
    for (int i = 0; i < Leases.MAX_GENERATIONS; i++) {
      opened.add(openAt(i));
    }
    clock.incrementAndGet();
    // Used again, so that the second one is unused longest.
    many.use(A, opened.getFirst()).close();
    String sameState = openAt(3);
    many.use(A, opened.get(1)).close();
    clock.incrementAndGet();
    many.use(A, opened.get(1)).close();
    openAt(Leases.MAX_GENERATIONS);
    assertThat(many.find(A, opened.get(2))).isEmpty();
    many.use(A, opened.getFirst()).close();
    many.use(A, opened.get(1)).close();
    many.use(A, sameState).close();
    many.use(A, opened.get(3)).close();
  }

  /** A lease of its own owner, on one state of a collection. */
  private String openAt(int state) {
    clock.incrementAndGet();
    CollectionInfo collection =
        new CollectionInfo(
            "patents",
            "PATENT",
            Optional.empty(),
            1,
            Optional.empty(),
            Optional.empty(),
            "no",
            Optional.of(ByteString.copyFrom(new byte[] {(byte) state})));
    return many.open(A, index.snapshot(Set.of()), List.of(collection));
  }
}
