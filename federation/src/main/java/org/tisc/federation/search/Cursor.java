package org.tisc.federation.search;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * A place in a list that is kept for a while, so that it can be read on there.
 *
 * @param list the name of a kept list
 * @param from rank of the first hit to read, counted from 0
 */
public record Cursor(String list, int from) {
  private static final Pattern FORM = Pattern.compile("([0-9a-f]{32})\\.(\\d{1,5})");

  /** Reads a cursor as it was given out. Raises INVALID_ARGUMENT. */
  public static Cursor parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || Integer.parseInt(matcher.group(2)) >= SearchQuestion.MAX_DEPTH) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "This is no cursor of this node");
    }
    return new Cursor(matcher.group(1), Integer.parseInt(matcher.group(2)));
  }

  /** Another place in the same list. */
  public Cursor at(int rank) {
    return new Cursor(list, rank);
  }

  /** As users of the interface hold it. */
  public String text() {
    return list + "." + from;
  }
}
