package org.tisc.node.desk;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.store.Row;
import org.tisc.node.store.Store;
import org.tisc.node.store.Tx;

/**
 * The saved searches of all people, with what each has seen. What is not the owner's, nor shared,
 * is not there: it raises NOT_FOUND. Thread-safe.
 */
public final class SavedSearches {
  /** Searches of one person. */
  public static final int MOST_SEARCHES = 100;

  /** Searches of one person that run by themselves. */
  public static final int MOST_SCHEDULED = 20;

  /** Documents that a search remembers: the last seen. */
  public static final int MOST_SEEN = 10_000;

  /** News of one search; the oldest go first. */
  public static final int MOST_NEWS = 1_000;

  private static final int MOST_SHOWN = 1_000;
  private static final String COLUMNS =
      "id, owner, name, query, dialect, scope, kinds, collections, filters, further, language,"
          + " shared, every, created, version, looked, found, exact, more, missing, failure";

  private final Store store;
  private final InstantSource clock;

  SavedSearches(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** A person's searches by name, then those that others share. */
  public List<SavedSearch> list(String person) {
    return store.read(
        tx ->
            tx.query(
                "SELECT "
                    + COLUMNS
                    + " FROM saved_search WHERE owner = ? OR shared = 1"
                    + " ORDER BY owner = ? DESC, name, owner LIMIT ?",
                SavedSearches::search,
                person,
                person,
                MOST_SHOWN));
  }

  /** A search that a person may run: an own one by id or name, or a shared one by id. */
  public SavedSearch visible(String person, String idOrName) {
    return store.read(
        tx ->
            tx.first(
                    "SELECT "
                        + COLUMNS
                        + " FROM saved_search WHERE (owner = ? AND (id = ? OR name = ?)) OR (shared"
                        + " = 1 AND id = ?) ORDER BY id = ? DESC LIMIT 1",
                    SavedSearches::search,
                    person,
                    idOrName,
                    idOrName,
                    idOrName,
                    idOrName)
                .orElseThrow(SavedSearches::unknown));
  }

  /** An own search by id or name. */
  public SavedSearch require(String owner, String idOrName) {
    return store.read(tx -> require(tx, owner, idOrName));
  }

  private static SavedSearch require(Tx tx, String owner, String idOrName) {
    return tx.first(
            "SELECT "
                + COLUMNS
                + " FROM saved_search WHERE owner = ? AND (id = ? OR name = ?)"
                + " ORDER BY id = ? DESC LIMIT 1",
            SavedSearches::search,
            owner,
            idOrName,
            idOrName,
            idOrName)
        .orElseThrow(SavedSearches::unknown);
  }

  private static TiscException unknown() {
    return new TiscException(Reason.NOT_FOUND, "there is no such saved search");
  }

  /** Saves a search. Raises ALREADY_EXISTS, and OUT_OF_SPACE over a bound. */
  public SavedSearch save(
      String owner, SavedSearch.Terms terms, boolean shared, SavedSearch.Every every) {
    Instant now = clock.instant();
    return store.write(
        tx -> {
          byte[] random = new byte[8];
          new SecureRandom().nextBytes(random);
          String id = "s-" + HexFormat.of().formatHex(random);
          requireFree(tx, owner, terms.name());
          tx.update(
              "INSERT INTO saved_search (id, owner, name, query, dialect, scope, kinds,"
                  + " collections, filters, further, language, shared, every, due, created,"
                  + " version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
              id,
              owner,
              terms.name(),
              terms.query(),
              terms.dialect(),
              terms.scope(),
              terms.kinds(),
              terms.collections(),
              String.join("\n", terms.filters()),
              further(terms),
              terms.language(),
              shared,
              every,
              every.after(now),
              now);
          requireRoom(tx, owner);
          return require(tx, owner, id);
        });
  }

  private static void requireFree(Tx tx, String owner, String name) {
    if (tx.first(
            "SELECT 1 AS n FROM saved_search WHERE owner = ? AND (name = ? OR id = ?)",
            row -> row.number("n"),
            owner,
            name,
            name)
        .isPresent()) {
      throw new TiscException(
          Reason.ALREADY_EXISTS, "there is a saved search '" + name + "' already");
    }
  }

  private static void requireRoom(Tx tx, String owner) {
    if (count(tx, owner, "") > MOST_SEARCHES) {
      throw new TiscException(
          Reason.OUT_OF_SPACE, "a person has up to " + MOST_SEARCHES + " saved searches");
    }
    if (count(tx, owner, " AND every <> 'NEVER'") > MOST_SCHEDULED) {
      throw new TiscException(
          Reason.OUT_OF_SPACE,
          "up to " + MOST_SCHEDULED + " searches of a person run by themselves");
    }
  }

  private static long count(Tx tx, String owner, String further) {
    return tx.first(
            "SELECT count(*) AS n FROM saved_search WHERE owner = ?" + further,
            row -> row.number("n"),
            owner)
        .orElse(0L);
  }

  /**
   * Changes a search. One that finds other documents from now on forgets what it has seen. Raises
   * ALREADY_EXISTS, and OUT_OF_SPACE over a bound.
   */
  public SavedSearch change(
      String owner,
      String search,
      SavedSearch.Terms terms,
      boolean shared,
      SavedSearch.Every every) {
    Instant now = clock.instant();
    return store.write(
        tx -> {
          SavedSearch before = require(tx, owner, search);
          if (!before.terms().name().equals(terms.name())) {
            requireFree(tx, owner, terms.name());
          }
          tx.update(
              "UPDATE saved_search SET name = ?, query = ?, dialect = ?, scope = ?, kinds = ?,"
                  + " collections = ?, filters = ?, further = ?, language = ?, shared = ?, every ="
                  + " ? WHERE id = ?",
              terms.name(),
              terms.query(),
              terms.dialect(),
              terms.scope(),
              terms.kinds(),
              terms.collections(),
              String.join("\n", terms.filters()),
              further(terms),
              terms.language(),
              shared,
              every,
              before.id());
          if (before.every() != every) {
            tx.update(
                "UPDATE saved_search SET due = ? WHERE id = ?", every.after(now), before.id());
          }
          if (!before.terms().sameAs(terms)) {
            tx.update(
                "UPDATE saved_search SET version = version + 1, looked = NULL, found = 0, exact ="
                    + " 0, more = 0, missing = '', failure = NULL WHERE id = ?",
                before.id());
            tx.update("DELETE FROM saved_search_seen WHERE search = ?", before.id());
            tx.update("DELETE FROM saved_search_news WHERE search = ?", before.id());
          }
          requireRoom(tx, owner);
          return require(tx, owner, before.id());
        });
  }

  /** Removes a search with all that it has seen. */
  public void drop(String owner, String search) {
    store.write(
        tx -> tx.update("DELETE FROM saved_search WHERE id = ?", require(tx, owner, search).id()));
  }

  /**
   * Takes what a look found: what was not seen before, or has another legal status, becomes news,
   * unless this is the first look. Nothing happens where the search is gone or another one by now.
   *
   * @param before the search as the look began
   * @return how many news there are; empty where nothing happened
   */
  public Optional<Long> looked(
      SavedSearch before, SavedSearch.Look look, List<SavedSearch.Found> found) {
    return store.write(
        tx -> {
          Optional<Boolean> first =
              tx.first(
                  "SELECT looked IS NULL AS first FROM saved_search WHERE id = ? AND version = ?",
                  row -> row.fact("first"),
                  before.id(),
                  before.version());
          if (first.isEmpty()) {
            return Optional.empty();
          }
          Map<Long, String> seen = seen(tx, before.id());
          long news = 0;
          for (SavedSearch.Found one : found) {
            long hash = hash(one.document().key());
            String was = seen.get(hash);
            boolean changed = was != null && !was.equals(one.status());
            if (!first.get() && (was == null || changed)) {
              tell(tx, before.id(), one, was == null ? "" : was, changed, look.at());
              news++;
            }
            if (was == null || changed) {
              seen.put(hash, one.status());
            }
            tx.update(
                "INSERT INTO saved_search_seen (search, document, status, at) VALUES (?, ?, ?, ?)"
                    + " ON CONFLICT (search, document) DO UPDATE SET status = excluded.status,"
                    + " at = excluded.at",
                before.id(),
                hash,
                one.status(),
                look.at());
          }
          trim(tx, before.id());
          tx.update(
              "UPDATE saved_search SET looked = ?, found = ?, exact = ?, more = ?, missing = ?,"
                  + " failure = NULL WHERE id = ?",
              look.at(),
              look.found(),
              look.exact(),
              look.more(),
              String.join("\n", look.missing()),
              before.id());
          return Optional.of(news);
        });
  }

  private static Map<Long, String> seen(Tx tx, String search) {
    Map<Long, String> seen = new HashMap<>();
    tx.query(
            "SELECT document, status FROM saved_search_seen WHERE search = ? LIMIT ?",
            row -> Map.entry(row.number("document"), row.text("status")),
            search,
            2 * MOST_SEEN)
        .forEach(entry -> seen.put(entry.getKey(), entry.getValue()));
    return seen;
  }

  private static void tell(
      Tx tx, String search, SavedSearch.Found found, String before, boolean changed, Instant at) {
    // What is new and was not read yet stays new, whatever its status becomes.
    tx.update(
        "INSERT INTO saved_search_news (search, key, what, kind, title, holder, status, before, at)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (search, key) DO UPDATE SET"
            + " title = excluded.title, holder = excluded.holder, status = excluded.status,"
            + " at = excluded.at",
        search,
        found.document().key(),
        changed ? "CHANGED" : "NEW",
        found.document().kind(),
        found.document().title(),
        found.document().holder(),
        found.status(),
        before,
        at);
  }

  private static void trim(Tx tx, String search) {
    tx.update(
        "DELETE FROM saved_search_seen WHERE search = ? AND document NOT IN (SELECT document FROM"
            + " saved_search_seen WHERE search = ? ORDER BY at DESC, document LIMIT ?)",
        search,
        search,
        MOST_SEEN);
    tx.update(
        "DELETE FROM saved_search_news WHERE search = ? AND key NOT IN (SELECT key FROM"
            + " saved_search_news WHERE search = ? ORDER BY at DESC, key LIMIT ?)",
        search,
        search,
        MOST_NEWS);
  }

  /** Notes why a look failed. */
  public void failed(SavedSearch search, Reason reason) {
    store.write(
        tx ->
            tx.update(
                "UPDATE saved_search SET failure = ? WHERE id = ? AND version = ?",
                reason,
                search.id(),
                search.version()));
  }

  /** What looks found and nobody has read yet, newest first. */
  public List<SavedSearch.News> news(String owner, String search) {
    return store.read(
        tx ->
            tx.query(
                "SELECT key, what, kind, title, holder, status, before, at FROM saved_search_news"
                    + " WHERE search = ? ORDER BY at DESC, key LIMIT ?",
                SavedSearches::news,
                require(tx, owner, search).id(),
                MOST_NEWS));
  }

  /** How many news each search of a person has. */
  public Map<String, Long> newsCounts(String owner) {
    Map<String, Long> counts = new HashMap<>();
    store
        .read(
            tx ->
                tx.query(
                    "SELECT search, count(*) AS n FROM saved_search_news JOIN saved_search ON"
                        + " id = search WHERE owner = ? GROUP BY search LIMIT ?",
                    row -> Map.entry(row.text("search"), row.number("n")),
                    owner,
                    MOST_SEARCHES))
        .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
    return counts;
  }

  /** Marks all news of a search as read; how many there were. */
  public long read(String owner, String search) {
    return store.write(
        tx ->
            (long)
                tx.update(
                    "DELETE FROM saved_search_news WHERE search = ?",
                    require(tx, owner, search).id()));
  }

  /**
   * Searches whose time has come, the longest due first; their next time is set by the same unit,
   * so that one that fails waits its turn.
   */
  public List<SavedSearch> due(int most) {
    Instant now = clock.instant();
    if (store
        .read(
            tx ->
                tx.first(
                    "SELECT 1 AS n FROM saved_search WHERE due <= ?", row -> row.number("n"), now))
        .isEmpty()) {
      return List.of();
    }
    return store.write(
        tx -> {
          List<SavedSearch> due =
              tx.query(
                  "SELECT " + COLUMNS + " FROM saved_search WHERE due <= ? ORDER BY due LIMIT ?",
                  SavedSearches::search,
                  now,
                  most);
          due.forEach(
              one ->
                  tx.update(
                      "UPDATE saved_search SET due = ? WHERE id = ?",
                      one.every().after(now),
                      one.id()));
          return new ArrayList<>(due);
        });
  }

  /** 64 bits of a key's hash: of ten thousand documents two are alike once in 10^11 searches. */
  private static long hash(String key) {
    try {
      return ByteBuffer.wrap(
              MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)))
          .getLong();
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static List<String> lines(String text) {
    return text.lines().filter(line -> !line.isEmpty()).toList();
  }

  private static String further(SavedSearch.Terms terms) {
    return terms.further().entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  private static Map<String, String> further(String text) {
    return lines(text).stream()
        .map(line -> line.split("=", 2))
        .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
  }

  private static SavedSearch search(Row row) {
    return new SavedSearch(
        row.text("id"),
        row.text("owner"),
        new SavedSearch.Terms(
            row.text("name"),
            row.text("query"),
            row.text("dialect"),
            row.text("scope"),
            row.text("kinds"),
            row.text("collections"),
            lines(row.text("filters")),
            further(row.text("further")),
            row.text("language")),
        row.fact("shared"),
        SavedSearch.Every.valueOf(row.text("every")),
        row.instant("created"),
        row.number("version"),
        row.optionalInstant("looked")
            .map(
                at ->
                    new SavedSearch.Look(
                        at,
                        row.number("found"),
                        row.fact("exact"),
                        row.fact("more"),
                        lines(row.text("missing")))),
        row.optionalText("failure"));
  }

  private static SavedSearch.News news(Row row) {
    return new SavedSearch.News(
        row.text("what").equals("CHANGED"),
        new KeptDocument.Seen(
            row.text("key"), row.text("kind"), row.text("title"), row.text("holder")),
        row.text("status"),
        row.text("before"),
        row.instant("at"));
  }
}
