package org.tisc.node.query;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the field name that a misspelt one probably meant. */
final class FieldNames {
  private static final int SHORTEST_LATIN = 3;
  private static final int LONG_LATIN = 6;

  /** The longest list of names that is looked up, in UTF-16 code units. */
  static final int LONGEST_LIST = 200;

  private static final Pattern BETWEEN = Pattern.compile("[,/]");

  private FieldNames() {}

  /**
   * The fields that a text names: one, or several between commas or slashes, none twice; empty when
   * any of the names is unknown. {@link QueryField#TOPIC} among several stands for its parts.
   */
  static List<QueryField> list(String text) {
    Optional<QueryField> one = QueryField.named(text);
    if (one.isPresent()) {
      return List.of(one.get());
    }
    List<QueryField> fields = new ArrayList<>();
    for (String name : BETWEEN.split(text, -1)) {
      Optional<QueryField> field = QueryField.named(name);
      if (field.isEmpty()) {
        return List.of();
      }
      if (field.get() == QueryField.TOPIC) {
        fields.addAll(List.of(QueryField.TITLE, QueryField.ABSTRACT, QueryField.CLAIMS));
      } else {
        fields.add(field.get());
      }
    }
    return fields.stream().distinct().toList();
  }

  /**
   * The name at the smallest edit distance, if that is small for a name of this length: one edit,
   * or two from {@value #LONG_LATIN} letters on.
   */
  static Optional<String> near(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    boolean latin = wanted.chars().allMatch(c -> c < 128);
    int length = wanted.length();
    if (length > QueryField.LONGEST_NAME || length < (latin ? SHORTEST_LATIN : 2)) {
      return Optional.empty();
    }
    int bound = latin && length >= LONG_LATIN ? 2 : 1;
    return QueryField.byName().keySet().stream()
        .filter(known -> Math.abs(known.length() - length) <= bound)
        .filter(known -> latin ? known.length() >= SHORTEST_LATIN : known.length() >= 2)
        .map(known -> Map.entry(known, distance(wanted, known)))
        .filter(entry -> entry.getValue() <= bound)
        .min(
            Map.Entry.<String, Integer>comparingByValue()
                .thenComparing(Comparator.comparing(Map.Entry::getKey)))
        .map(Map.Entry::getKey);
  }

  /** Insertions, deletions, changes and exchanges of neighbours that lead from one to the other. */
  private static int distance(String a, String b) {
    int[][] rows = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        rows[i][j] = i == 0 ? j : j == 0 ? i : cheapest(rows, a, b, i, j);
      }
    }
    return rows[a.length()][b.length()];
  }

  private static int cheapest(int[][] rows, String a, String b, int i, int j) {
    int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int least = Math.min(Math.min(rows[i - 1][j], rows[i][j - 1]) + 1, rows[i - 1][j - 1] + change);
    boolean exchanged =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return exchanged ? Math.min(least, rows[i - 2][j - 2] + 1) : least;
  }
}
