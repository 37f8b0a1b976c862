package org.tisc.federation.policy;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** Rules that many centres want, by a name. */
public enum Preset {
  /** Everything, without limits: search, fetch, bulk, all fields. What {@code --share} says. */
  OPEN,
  /** All fields; 120 queries a minute; 1,000 documents a day in bulk. */
  STANDARD,
  /**
   * To be found, not to be copied: search alone, 30 queries a minute, and only the fields of a
   * result list. Claims are among them, since a word without field name is searched there too.
   */
  RESTRICTED;

  private static final int STANDARD_PER_MINUTE = 120;
  private static final long STANDARD_BULK = 1_000;
  private static final int RESTRICTED_PER_MINUTE = 30;
  private static final Set<String> RESTRICTED_FIELDS =
      Set.of(
          "title",
          "abstract",
          "claims",
          "keywords",
          "applicant",
          "number",
          "ipc",
          "cpc",
          "locarno",
          "nice",
          "goods",
          "product",
          "region",
          "status",
          "applicationDate",
          "publicationDate");

  /** The rule that it stands for. */
  public Terms terms(Subject subject, Target target) {
    return switch (this) {
      case OPEN -> Terms.everything(subject, target);
      case STANDARD ->
          new Terms(
              Effect.ALLOW,
              subject,
              target,
              EnumSet.allOf(Verb.class),
              Set.of(),
              new Quota(Optional.of(STANDARD_PER_MINUTE), Optional.of(STANDARD_BULK)),
              Validity.ALWAYS);
      case RESTRICTED ->
          new Terms(
              Effect.ALLOW,
              subject,
              target,
              EnumSet.of(Verb.SEARCH),
              RESTRICTED_FIELDS,
              new Quota(Optional.of(RESTRICTED_PER_MINUTE), Optional.empty()),
              Validity.ALWAYS);
    };
  }

  /** Reads a name in any case. Raises INVALID_ARGUMENT. */
  public static Preset parse(String name) {
    return Arrays.stream(values())
        .filter(preset -> preset.name().equals(name.strip().toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new TiscException(
                    Reason.INVALID_ARGUMENT,
                    "A preset is open, standard or restricted; not: " + Quoted.of(name)));
  }
}
