package org.tisc.federation.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** What every {@link StateStore} promises; extend it once for each implementation. */
public abstract class StateStoreContract {
  private StateStore store = new InMemoryStateStore();

  /** A store that holds nothing. */
  protected abstract StateStore emptyStore();

  @BeforeEach
  void open() {
    store = emptyStore();
  }

  @Test
  protected void readsWhatWasWritten() {
    StateDocument written = store.write("roster", "net", 0, bytes("one"));
    assertThat(written).isEqualTo(new StateDocument("roster", "net", 1, bytes("one")));
    assertThat(store.read("roster", "net")).contains(written);
  }

  @Test
  protected void knowsNothingOfWhatWasNeverWritten() {
    assertThat(store.read("roster", "net")).isEmpty();
    assertThat(store.list("roster")).isEmpty();
  }

  @Test
  protected void keepsKindsApart() {
    store.write("roster", "net", 0, bytes("a"));
    store.write("policy", "net", 0, bytes("b"));
    assertThat(store.read("policy", "net").orElseThrow().content()).isEqualTo(bytes("b"));
    assertThat(store.list("roster")).hasSize(1);
  }

  @Test
  protected void countsRevisionsFromOne() {
    store.write("roster", "net", 0, bytes("a"));
    store.write("roster", "net", 1, bytes("b"));
    assertThat(store.write("roster", "net", 2, bytes("c")).revision()).isEqualTo(3);
  }

  @Test
  protected void refusesAWriteOnAnotherRevisionAndKeepsWhatWasThere() {
    store.write("roster", "net", 0, bytes("a"));
    for (long wrong : new long[] {0, 2, 7}) {
      assertRefused(Reason.STALE_REVISION, () -> store.write("roster", "net", wrong, bytes("b")));
    }
    assertRefused(Reason.STALE_REVISION, () -> store.write("roster", "new", 1, bytes("b")));
    assertThat(store.read("roster", "net").orElseThrow().content()).isEqualTo(bytes("a"));
    assertThat(store.read("roster", "new")).isEmpty();
  }

  @Test
  protected void listsByIdInCodePointOrder() {
    for (String id : List.of("b", "a.2", "a.10", "A", "z")) {
      store.write("invitation", id, 0, bytes(id));
    }
    assertThat(store.list("invitation"))
        .extracting(StateDocument::id)
        .containsExactly("A", "a.10", "a.2", "b", "z");
  }

  @Test
  protected void deletesOnTheRightRevisionOnlyAndStartsAgainAtOne() {
    store.write("roster", "net", 0, bytes("a"));
    assertRefused(Reason.STALE_REVISION, () -> store.delete("roster", "net", 2));
    store.delete("roster", "net", 1);
    assertThat(store.read("roster", "net")).isEmpty();
    assertThat(store.write("roster", "net", 0, bytes("b")).revision()).isEqualTo(1);
  }

  @Test
  protected void holdsEmptyAndLargestContentAndRefusesMore() {
    assertThat(store.write("roster", "empty", 0, ByteString.EMPTY).content()).isEmpty();
    byte[] largest = new byte[StateStore.MAX_CONTENT_BYTES];
    largest[largest.length - 1] = 1;
    store.write("roster", "large", 0, ByteString.copyFrom(largest));
    assertThat(store.read("roster", "large").orElseThrow().content().toByteArray())
        .isEqualTo(largest);
    assertRefused(
        Reason.TOO_LARGE,
        () ->
            store.write("roster", "larger", 0, ByteString.copyFrom(new byte[largest.length + 1])));
  }

  @Test
  protected void letsOneOfManyWritersWin() throws Exception {
    store.write("invitation", "one", 0, bytes("open"));
    int writers = 16;
    List<Callable<Boolean>> attempts = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      ByteString mine = bytes("writer " + i);
      attempts.add(
          () -> {
            try {
              store.write("invitation", "one", 1, mine);
              return true;
            } catch (TiscException e) {
              assertThat(e.reason()).isEqualTo(Reason.STALE_REVISION);
              return false;
            }
          });
    }
    int won = 0;
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> attempt : executor.invokeAll(attempts)) {
        won += attempt.get() ? 1 : 0;
      }
    }
    assertThat(won).isEqualTo(1);
    assertThat(store.read("invitation", "one").orElseThrow().revision()).isEqualTo(2);
  }

  private static void assertRefused(Reason reason, Runnable step) {
    assertThatThrownBy(step::run)
        .isInstanceOfSatisfying(TiscException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
