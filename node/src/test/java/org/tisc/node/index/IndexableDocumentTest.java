package org.tisc.node.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

class IndexableDocumentTest {
  private static final ByteString JSON = ByteString.copyFromUtf8("{}");

  @ParameterizedTest
  @ValueSource(strings = {"", "a\nb", "a\u0000b", "a\uD842", "a\u007F"})
  void refusesKeysThatAreNoKeys(String key) {
    assertReason(Reason.INVALID_ARGUMENT, () -> document(key, "t", "{}"));
  }

  @Test
  void refusesWhatIsTooLarge() {
    assertReason(Reason.INVALID_ARGUMENT, () -> document("中".repeat(171), "t", "{}"));
    assertReason(Reason.TOO_LARGE, () -> document("k", "t", "x".repeat(65_537)));
    assertReason(
        Reason.TOO_LARGE,
        () ->
            new IndexableDocument(
                "k",
                "PATENT",
                "t",
                ByteString.copyFrom(new byte[IndexableDocument.MAX_JSON_BYTES + 1]),
                "{}",
                List.of()));
    assertReason(
        Reason.TOO_LARGE,
        () -> new FieldValues.Keyword(IndexField.NUMBER, List.of("x".repeat(1_025))));
    assertReason(
        Reason.TOO_LARGE,
        () -> new FieldValues.Text(IndexField.CLAIMS, Collections.nCopies(10_001, "x")));
  }

  @Test
  void refusesValuesInFieldsOfAnotherType() {
    assertReason(
        Reason.INVALID_ARGUMENT, () -> new FieldValues.Text(IndexField.OFFICE, List.of("x")));
    assertReason(
        Reason.INVALID_ARGUMENT, () -> new FieldValues.Keyword(IndexField.TITLE, List.of("x")));
    assertReason(
        Reason.INVALID_ARGUMENT, () -> new FieldValues.Numbers(IndexField.TITLE, List.of(1L)));
    assertReason(
        Reason.INVALID_ARGUMENT, () -> new FieldValues.Keyword(IndexField.KEY, List.of("x")));
  }

  @Test
  void foldsKeywordsAndDropsEmptyAndEqualOnes() {
    assertThat(new FieldValues.Keyword(IndexField.IPC, List.of("H01M10/0525", " Ｈ01m10/0525", "")))
        .isEqualTo(new FieldValues.Keyword(IndexField.IPC, List.of("h01m10/0525")));
  }

  @Test
  void cutsLongTitlesBetweenCharacters() {
    assertThat(document("k", "𠮷".repeat(3_000), "{}").title()).hasSize(4_096);
    assertThat(document("k", "a" + "𠮷".repeat(3_000), "{}").title()).hasSize(4_095);
  }

  @Test
  void anyDifferenceChangesTheHash() {
    List<IndexableDocument> different = new ArrayList<>();
    different.add(document("k", "t", "{}"));
    different.add(document("l", "t", "{}"));
    different.add(document("k", "u", "{}"));
    different.add(document("k", "t", "{} "));
    for (List<String> values :
        List.of(List.of("ab", "c"), List.of("a", "bc"), List.of("abc"), List.<String>of())) {
      different.add(
          new IndexableDocument(
              "k",
              "PATENT",
              "t",
              JSON,
              "{}",
              List.of(new FieldValues.Text(IndexField.TITLE, values))));
    }
    different.add(
        new IndexableDocument(
            "k",
            "PATENT",
            "t",
            JSON,
            "{}",
            List.of(new FieldValues.Text(IndexField.CLAIMS, List.of("abc")))));
    assertThat(different.stream().map(d -> ByteString.copyFrom(d.contentHash())).distinct())
        .hasSameSizeAs(different);
  }

  private static IndexableDocument document(String key, String title, String fieldsJson) {
    return new IndexableDocument(key, "PATENT", title, JSON, fieldsJson, List.of());
  }

  private static void assertReason(Reason reason, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(TiscException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
