package org.tisc.node.desk;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A search that somebody saved.
 *
 * @param shared whether everybody of this centre who may search sees and runs it
 * @param version rises when the search becomes another one
 * @param last what the last look found; empty before the first
 * @param failure why the last look failed, a reason's name; empty where it did not
 */
public record SavedSearch(
    String id,
    String owner,
    Terms terms,
    boolean shared,
    Every every,
    Instant created,
    long version,
    Optional<Look> last,
    Optional<String> failure) {

  /** How often a search is looked through by itself. */
  public enum Every {
    /** Only when somebody asks. */
    NEVER(Duration.ZERO),
    /** Once a day. */
    DAILY(Duration.ofDays(1)),
    /** Once a week. */
    WEEKLY(Duration.ofDays(7));

    private final Duration period;

    Every(Duration period) {
      this.period = period;
    }

    Optional<Instant> after(Instant now) {
      return this == NEVER ? Optional.empty() : Optional.of(now.plus(period));
    }
  }

  /**
   * What is searched.
   *
   * @param query as typed, without numbers of earlier steps
   * @param scope as a user writes it
   * @param kinds between commas; empty for all
   * @param collections between commas; empty for all
   * @param filters as they stand in addresses
   * @param further parameters of the search by name, such as {@code synonyms}
   * @param language in which it was asked, {@code zh} or {@code en}
   */
  public record Terms(
      String name,
      String query,
      String dialect,
      String scope,
      String kinds,
      String collections,
      List<String> filters,
      Map<String, String> further,
      String language) {
    private static final int MOST_QUERY = 20_000;
    private static final int MOST_OTHER = 20_000;

    public Terms {
      name = KeptText.name(name);
      filters = List.copyOf(filters);
      further = Map.copyOf(further);
      if (query.isBlank() || query.length() > MOST_QUERY) {
        throw KeptText.refused("a saved search has a query of up to " + MOST_QUERY + " characters");
      }
      if (String.join("", scope, kinds, collections, String.join("", filters), further.toString())
                  .length()
              > MOST_OTHER
          || Stream.concat(filters.stream(), further.values().stream())
              .anyMatch(value -> value.chars().anyMatch(Character::isISOControl))) {
        throw KeptText.refused("a saved search has parameters that are too long");
      }
    }

    /** Whether the same documents are meant, whatever the name. */
    boolean sameAs(Terms other) {
      return new Terms(
              name,
              other.query,
              other.dialect,
              other.scope,
              other.kinds,
              other.collections,
              other.filters,
              other.further,
              language)
          .equals(this);
    }
  }

  /**
   * What one look found.
   *
   * @param found documents that were read
   * @param exact whether every source was heard completely
   * @param more whether the list goes on behind what was read
   * @param missing sources that were not heard
   */
  public record Look(Instant at, long found, boolean exact, boolean more, List<String> missing) {
    public Look {
      missing = List.copyOf(missing);
    }

    /** Whether a document that is not among the news is certainly none. */
    public boolean certain() {
      return exact && !more;
    }
  }

  /**
   * A document that a look has found.
   *
   * @param status its legal status by name; empty where it has none
   */
  public record Found(KeptDocument.Seen document, String status) {
    public Found {
      if (!status.matches("[A-Z_]{0,40}")) {
        status = "";
      }
    }
  }

  /**
   * A document that was not there at the look before, or whose legal status was another.
   *
   * @param before the status before; empty for a new document
   */
  public record News(
      boolean changed, KeptDocument.Seen document, String status, String before, Instant at) {}
}
