package org.tisc.federation.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** What every {@link StateStore} promises; each implementation extends this class. */
public abstract class StateStoreContract {
  private static final ByteString ONE = ByteString.copyFromUtf8("one");
  private static final ByteString TWO = ByteString.copyFromUtf8("two");

  /** The store under test, empty when a test begins. */
  protected abstract StateStore store();

  @Test
  void readsNothingWhereNothingWasWritten() {
    assertThat(store().read("roster", "north")).isEmpty();
    assertThat(store().list("roster")).isEmpty();
  }

  @Test
  void firstWriteIsRevisionOneAndIsRead() {
    StateDocument written = store().write("roster", "north", 0, ONE);

    assertThat(written).isEqualTo(new StateDocument("roster", "north", 1, ONE));
    assertThat(store().read("roster", "north")).contains(written);
  }

  @Test
  void eachLaterWriteRaisesTheRevisionByOne() {
    store().write("roster", "north", 0, ONE);
    store().write("roster", "north", 1, TWO);
    StateDocument third = store().write("roster", "north", 2, TWO);

    assertThat(third.revision()).isEqualTo(3);
    assertThat(store().read("roster", "north")).contains(third);
  }

  @Test
  void kindsAreApartAndIdsAreApart() {
    store().write("roster", "a", 0, ONE);
    store().write("policy", "a", 0, TWO);
    store().write("roster", "b", 0, TWO);

    assertThat(store().read("roster", "a").orElseThrow().content()).isEqualTo(ONE);
    assertThat(store().read("policy", "a").orElseThrow().content()).isEqualTo(TWO);
    assertThat(store().list("roster")).extracting(StateDocument::id).containsExactly("a", "b");
  }

  @Test
  void createRefusesWhatExistsAndKeepsIt() {
    store().write("roster", "north", 0, ONE);

    assertReason(Reason.STALE_REVISION, () -> store().write("roster", "north", 0, TWO));

    assertThat(store().read("roster", "north").orElseThrow().content()).isEqualTo(ONE);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 3, -1, Long.MAX_VALUE})
  void replaceRefusesAnotherRevisionThanTheStoredOne(long expected) {
    store().write("roster", "north", 0, ONE);
    store().write("roster", "north", 1, TWO);

    assertReason(Reason.STALE_REVISION, () -> store().write("roster", "north", expected, ONE));

    assertThat(store().read("roster", "north").orElseThrow().revision()).isEqualTo(2);
  }

  @Test
  void replaceRefusesWhatDoesNotExist() {
    assertReason(Reason.STALE_REVISION, () -> store().write("roster", "north", 1, ONE));

    assertThat(store().read("roster", "north")).isEmpty();
  }

  @Test
  void deletesOnlyTheExpectedRevision() {
    store().write("roster", "north", 0, ONE);
    store().write("roster", "north", 1, TWO);

    assertReason(Reason.STALE_REVISION, () -> store().delete("roster", "north", 1));
    assertThat(store().read("roster", "north")).isPresent();
    store().delete("roster", "north", 2);

    assertThat(store().read("roster", "north")).isEmpty();
    assertThat(store().list("roster")).isEmpty();
    assertReason(Reason.STALE_REVISION, () -> store().delete("roster", "north", 2));
  }

  @Test
  void aDeletedDocumentStartsAgainAtRevisionOne() {
    store().write("roster", "north", 0, ONE);
    store().write("roster", "north", 1, ONE);
    store().delete("roster", "north", 2);

    assertThat(store().write("roster", "north", 0, TWO).revision()).isEqualTo(1);
  }

  @Test
  void keepsEveryByte() {
    byte[] all = new byte[512];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    store().write("blob", "all", 0, ByteString.copyFrom(all));
    store().write("blob", "none", 0, ByteString.EMPTY);

    assertThat(store().read("blob", "all").orElseThrow().content().toByteArray()).isEqualTo(all);
    assertThat(store().read("blob", "none").orElseThrow().content()).isEqualTo(ByteString.EMPTY);
  }

  @Test
  void takesTheLargestContentAndRefusesOneByteMore() {
    ByteString largest = ByteString.copyFrom(new byte[StateStore.MAX_CONTENT_BYTES]);
    store().write("blob", "large", 0, largest);
    assertThat(store().read("blob", "large").orElseThrow().content()).isEqualTo(largest);

    ByteString tooLarge = largest.concat(ByteString.copyFrom(new byte[1]));
    assertReason(Reason.TOO_LARGE, () -> store().write("blob", "large", 1, tooLarge));

    assertThat(store().read("blob", "large").orElseThrow().revision()).isEqualTo(1);
  }

  @Test
  void listsByIdInCodePointOrder() {
    List<String> ids =
        List.of("0", "A", "a", "a-b", "ab", "é", "中", "京", "\uFFFD", "\uD83D\uDE00", "z/1", "Z");
    ids.forEach(id -> store().write("order", id, 0, ONE));

    List<String> expected =
        ids.stream()
            .sorted(
                (left, right) ->
                    Arrays.compare(left.codePoints().toArray(), right.codePoints().toArray()))
            .toList();
    assertThat(store().list("order")).extracting(StateDocument::id).isEqualTo(expected);
  }

  @Test
  void takesIdsThatLookLikeSqlOrPaths() {
    List<String> ids = List.of("'; DROP TABLE x; --", "../../etc", "%", "_", "\"", "a b");
    ids.forEach(id -> store().write("odd", id, 0, ByteString.copyFromUtf8(id)));

    for (String id : ids) {
      assertThat(store().read("odd", id).orElseThrow().content().toStringUtf8()).isEqualTo(id);
    }
  }

  @Test
  void takesAnIdOfTwoHundredCharacters() {
    String id = "京".repeat(200);
    store().write("odd", id, 0, ONE);

    assertThat(store().read("odd", id)).isPresent();
  }

  @Test
  void ofManyConcurrentWritersOfOneRevisionExactlyOneWins() throws Exception {
    List<Callable<Boolean>> writers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      ByteString content = ByteString.copyFromUtf8("writer " + i);
      writers.add(
          () -> {
            try {
              store().write("invitation", "x", 0, content);
              return true;
            } catch (TiscException e) {
              assertThat(e.reason()).isEqualTo(Reason.STALE_REVISION);
              return false;
            }
          });
    }

    assertThat(together(writers).filter(won -> won)).hasSize(1);
    assertThat(store().read("invitation", "x").orElseThrow().revision()).isEqualTo(1);
  }

  @Test
  void concurrentIncrementsByCompareAndSetLoseNone() throws Exception {
    store().write("counter", "c", 0, ByteString.copyFromUtf8("0"));
    List<Callable<Boolean>> counters = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      counters.add(
          () -> {
            for (int n = 0; n < 25; n++) {
              increment();
            }
            return true;
          });
    }
    together(counters).forEach(done -> assertThat(done).isTrue());

    StateDocument end = store().read("counter", "c").orElseThrow();
    assertThat(end.content().toStringUtf8()).isEqualTo("200");
    assertThat(end.revision()).isEqualTo(201);
  }

  private void increment() {
    boolean done = false;
    while (!done) {
      StateDocument now = store().read("counter", "c").orElseThrow();
      int next = Integer.parseInt(now.content().toStringUtf8()) + 1;
      try {
        store().write("counter", "c", now.revision(), ByteString.copyFromUtf8("" + next));
        done = true;
      } catch (TiscException e) {
        assertThat(e.reason()).isEqualTo(Reason.STALE_REVISION);
      }
    }
  }

  private static Stream<Boolean> together(List<Callable<Boolean>> tasks) throws Exception {
    List<Boolean> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> result : threads.invokeAll(tasks)) {
        results.add(result.get());
      }
    }
    return results.stream();
  }

  private static void assertReason(Reason reason, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(TiscException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
