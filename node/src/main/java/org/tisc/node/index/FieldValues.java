package org.tisc.node.index;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** The values of one field of one document. */
public sealed interface FieldValues {
  /** The most values one field may have. */
  int MAX_VALUES = 10_000;

  /** The longest keyword in bytes of UTF-8, after normalisation. */
  int MAX_KEYWORD_BYTES = 1_024;

  /** Which field. */
  IndexField field();

  /** Text to analyse. A phrase never matches across two values. */
  record Text(IndexField field, List<String> values) implements FieldValues {
    public Text {
      field.require(IndexField.Type.TEXT);
      values = List.copyOf(values);
      bound(field, values.size());
    }
  }

  /** Whole values; normalised by {@link IndexField#normalise} here, empty ones dropped. */
  record Keyword(IndexField field, List<String> values) implements FieldValues {
    public Keyword {
      if (field == IndexField.KEY || field == IndexField.KIND) {
        throw new TiscException(
            Reason.INVALID_ARGUMENT,
            "Field " + field.fieldName() + " is filled from the document itself");
      }
      values = values.stream().map(field::normalise).filter(v -> !v.isEmpty()).distinct().toList();
      bound(field, values.size());
      for (String value : values) {
        if (!fits(value)) {
          throw new TiscException(
              Reason.TOO_LARGE,
              "A value of %s is longer than %d bytes"
                  .formatted(field.fieldName(), MAX_KEYWORD_BYTES));
        }
      }
    }

    /** Whether a normalised value is short enough. */
    private static boolean fits(String value) {
      return value.getBytes(StandardCharsets.UTF_8).length <= MAX_KEYWORD_BYTES;
    }

    /** The values that are short enough; for what texts are the better place of, if it is long. */
    public static Keyword fitting(IndexField field, List<String> values) {
      return new Keyword(
          field, values.stream().filter(value -> fits(field.normalise(value))).toList());
    }
  }

  /** Whole numbers, dates as yyyymmdd. */
  record Numbers(IndexField field, List<Long> values) implements FieldValues {
    public Numbers {
      field.require(IndexField.Type.NUMBER);
      values = List.copyOf(values);
      bound(field, values.size());
    }
  }

  private static void bound(IndexField field, int values) {
    if (values > MAX_VALUES) {
      throw new TiscException(
          Reason.TOO_LARGE,
          "Field %s has %d values; at most %d".formatted(field.fieldName(), values, MAX_VALUES));
    }
  }
}
