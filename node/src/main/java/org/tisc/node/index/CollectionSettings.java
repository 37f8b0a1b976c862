package org.tisc.node.index;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * What the owner says of a collection.
 *
 * @param kind PATENT, TRADEMARK, GEOGRAPHICAL_INDICATION, LAYOUT_DESIGN or LITERATURE
 * @param title for people, at most 500 characters
 * @param licence text or name, at most 500 characters
 * @param onward {@code no}, {@code cite} or {@code yes}
 */
public record CollectionSettings(
    String kind, Optional<String> title, Optional<String> licence, String onward) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final Set<String> KINDS =
      Set.of("PATENT", "TRADEMARK", "GEOGRAPHICAL_INDICATION", "LAYOUT_DESIGN", "LITERATURE");
  private static final Set<String> ONWARD = Set.of("no", "cite", "yes");
  private static final int MAX_TEXT = 500;

  public CollectionSettings {
    oneOf("kind", kind, KINDS);
    oneOf("onward", onward, ONWARD);
    title.ifPresent(text -> bound("title", text));
    licence.ifPresent(text -> bound("licence", text));
  }

  /** Without title or licence, not to be passed on. */
  public static CollectionSettings of(String kind) {
    return new CollectionSettings(kind, Optional.empty(), Optional.empty(), "no");
  }

  /** Raises INVALID_ARGUMENT unless the name is a collection's name; it becomes a folder's. */
  static String checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "A collection's name has 1 to 63 of a-z, 0-9 and inner hyphens; not: "
              + name.substring(0, Math.min(name.length(), 80)));
    }
    return name;
  }

  private static void oneOf(String what, String value, Set<String> allowed) {
    if (!allowed.contains(value)) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "%s is %s; expected one of %s"
              .formatted(
                  what,
                  value.substring(0, Math.min(value.length(), 80)),
                  allowed.stream().sorted().toList()));
    }
  }

  private static void bound(String what, String text) {
    if (text.length() > MAX_TEXT) {
      throw new TiscException(
          Reason.TOO_LARGE,
          "The %s has %d characters; at most %d".formatted(what, text.length(), MAX_TEXT));
    }
  }
}
