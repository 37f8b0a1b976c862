package org.tisc.federation.policy;

import java.util.regex.Pattern;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** What a rule is about, or what somebody asks for. */
public sealed interface Target {
  /** Whether a rule about this is about the thing asked for. */
  boolean covers(Target asked);

  /** How specific it is, from 0 for everything. */
  int rank();

  /** The text form: {@code any}, {@code collection:NAME} or {@code topic:NAME}. */
  String text();

  /** Every collection, also those that do not exist yet; no topic. */
  record EveryCollection() implements Target {
    @Override
    public boolean covers(Target asked) {
      return asked instanceof OneCollection || asked instanceof EveryCollection;
    }

    @Override
    public int rank() {
      return 0;
    }

    @Override
    public String text() {
      return "any";
    }
  }

  /** One collection by its name. */
  record OneCollection(String name) implements Target {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    public OneCollection {
      if (!NAME.matcher(name).matches()) {
        throw new TiscException(
            Reason.INVALID_ARGUMENT,
            "A collection's name has 1 to 63 of a-z, 0-9 and inner hyphens; not: "
                + Quoted.of(name));
      }
    }

    @Override
    public boolean covers(Target asked) {
      return equals(asked);
    }

    @Override
    public int rank() {
      return 1;
    }

    @Override
    public String text() {
      return "collection:" + name;
    }
  }

  /** One topic of the link, by the name under which a room registered it. */
  record Topic(String name) implements Target {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?");

    public Topic {
      if (!NAME.matcher(name).matches()) {
        throw new TiscException(
            Reason.INVALID_ARGUMENT,
            "A topic's name has 1 to 63 of a-z, 0-9 and inner dots and hyphens; not: "
                + Quoted.of(name));
      }
    }

    @Override
    public boolean covers(Target asked) {
      return equals(asked);
    }

    @Override
    public int rank() {
      return 1;
    }

    @Override
    public String text() {
      return "topic:" + name;
    }
  }

  /** Reads a text form, or the bare name of a collection. Raises INVALID_ARGUMENT. */
  static Target parse(String text) {
    String stripped = text.strip();
    if (stripped.equals("any")) {
      return new EveryCollection();
    }
    if (stripped.startsWith("topic:")) {
      return new Topic(stripped.substring("topic:".length()));
    }
    return new OneCollection(
        stripped.startsWith("collection:") ? stripped.substring("collection:".length()) : stripped);
  }
}
