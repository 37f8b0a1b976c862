package org.tisc.node.desk;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * Texts that people type or that came with a hit, made fit to be kept: plain, bounded, one form.
 */
final class KeptText {
  private static final int MOST_NAME = 80;
  private static final int MOST_NOTE = 2_000;
  private static final int MOST_TAG = 40;
  private static final int MOST_TAGS = 10;

  private KeptText() {}

  /** A name of 1 to 80 characters in one line. Raises INVALID_ARGUMENT. */
  static String name(String text) {
    String name = line(text);
    if (name.isEmpty() || length(name) > MOST_NAME) {
      throw refused("a name has 1 to " + MOST_NAME + " characters");
    }
    return name;
  }

  /** A note of up to 2,000 characters, in lines. Raises INVALID_ARGUMENT. */
  static String note(String text) {
    String note =
        text.replace("\r\n", "\n")
            .replace('\r', '\n')
            .replaceAll("[\\p{Cntrl}&&[^\n\t]]", "")
            .strip();
    if (length(note) > MOST_NOTE) {
      throw refused("a note has up to " + MOST_NOTE + " characters");
    }
    return note;
  }

  /** Up to ten tags of up to 40 characters, each once. Raises INVALID_ARGUMENT. */
  static List<String> tags(List<String> texts) {
    Set<String> tags = new LinkedHashSet<>();
    for (String text : texts) {
      String tag = line(text);
      if (length(tag) > MOST_TAG) {
        throw refused("a tag has up to " + MOST_TAG + " characters");
      }
      if (!tag.isEmpty()) {
        tags.add(tag);
      }
    }
    if (tags.size() > MOST_TAGS) {
      throw refused("a document has up to " + MOST_TAGS + " tags");
    }
    return List.copyOf(tags);
  }

  /** One line without control characters, cut at so many characters. */
  static String cut(String text, int most) {
    String line = line(text);
    return length(line) <= most ? line : line.substring(0, line.offsetByCodePoints(0, most)) + "…";
  }

  private static String line(String text) {
    return text.replaceAll("[\\s\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  static TiscException refused(String what) {
    return new TiscException(Reason.INVALID_ARGUMENT, what);
  }
}
