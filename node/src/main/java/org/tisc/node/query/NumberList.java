package org.tisc.node.query;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Document numbers that somebody pasted, in any notation, one on a line or between commas,
 * semicolons or tabs.
 *
 * @param entries numbers, in the order of the text; a number written twice once
 * @param unread pieces that hold no number
 * @param more whether the text held more than {@link #MOST}
 */
public record NumberList(List<Entry> entries, List<String> unread, boolean more) {
  /** The most numbers of one list. */
  public static final int MOST = 5_000;

  /** The longest number in any notation, with room for labels. */
  private static final int LONGEST = 80;

  private static final Pattern BETWEEN = Pattern.compile("[\\n\\r\\t,;，；、]+");
  private static final Span NOWHERE = new Span(0, 0);

  public NumberList {
    entries = List.copyOf(entries);
    unread = List.copyOf(unread);
  }

  /**
   * One number.
   *
   * @param text as written
   * @param forms under which it may stand in the index, at least one
   */
  public record Entry(String text, Set<String> forms) {
    public Entry {
      forms = Set.copyOf(forms);
    }
  }

  /** The numbers of a text. Takes time in proportion to it. */
  public static NumberList of(String text, NumberForms numbers) {
    Map<Set<String>, Entry> entries = new HashMap<>();
    List<Entry> inOrder = new ArrayList<>();
    List<String> unread = new ArrayList<>();
    for (String piece : BETWEEN.split(text, -1)) {
      String number = piece.strip();
      if (number.isEmpty()) {
        continue;
      }
      if (inOrder.size() + unread.size() == MOST) {
        return new NumberList(inOrder, unread, true);
      }
      Set<String> forms =
          number.length() > LONGEST ? Set.of() : Set.copyOf(numbers.queryForms(number));
      if (forms.isEmpty() || number.chars().noneMatch(Character::isDigit)) {
        unread.add(number.substring(0, Math.min(LONGEST, number.length())));
      } else {
        Entry entry = new Entry(number, forms);
        if (entries.putIfAbsent(forms, entry) == null) {
          inOrder.add(entry);
        }
      }
    }
    return new NumberList(inOrder, unread, false);
  }

  /** Documents with any of the numbers. */
  public static Syntax anyOf(List<Entry> entries) {
    List<Syntax> words =
        entries.stream().<Syntax>map(one -> new Syntax.Word(one.text(), false, NOWHERE)).toList();
    Syntax body = words.size() == 1 ? words.getFirst() : new Syntax.Or(words, NOWHERE);
    return Syntax.Fielded.in(QueryField.NUMBER, body, NOWHERE);
  }
}
