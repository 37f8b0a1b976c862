package org.tisc.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.state.StateStore;
import org.tisc.federation.state.StateStoreContract;

class SqliteStateStoreTest extends StateStoreContract {
  private static final ByteString CONTENT = ByteString.copyFromUtf8("content");

  @TempDir Path home;
  private Store store;
  private StateStore states;

  @BeforeEach
  void open() {
    store = Store.open(home.resolve("node.db"), List.of());
    states = new SqliteStateStore(store);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected StateStore store() {
    return states;
  }

  @Test
  void keepsDocumentsAndRevisionsOverReopening() {
    states.write("roster", "north", 0, CONTENT);
    states.write("roster", "north", 1, CONTENT);
    close();
    open();

    assertThat(states.read("roster", "north").orElseThrow().revision()).isEqualTo(2);
    assertThat(states.write("roster", "north", 2, CONTENT).revision()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Roster", "roster/x", "1st", "r\u00f6ster"})
  void refusesAKindOfAnotherForm(String kind) {
    assertInvalid(() -> states.write(kind, "id", 0, CONTENT));
  }

  @Test
  void refusesAnIdThatIsEmptyTooLongOrHoldsNul() {
    assertInvalid(() -> states.write("roster", "", 0, CONTENT));
    assertInvalid(() -> states.write("roster", "x".repeat(201), 0, CONTENT));
    assertInvalid(() -> states.write("roster", "a\0b", 0, CONTENT));
  }

  private static void assertInvalid(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            TiscException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_ARGUMENT));
  }
}
