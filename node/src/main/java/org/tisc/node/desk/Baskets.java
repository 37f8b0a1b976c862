package org.tisc.node.desk;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.store.Row;
import org.tisc.node.store.Store;
import org.tisc.node.store.Tx;

/**
 * The baskets of all people. Every method names the owner, and what is not the owner's is not
 * there: it raises NOT_FOUND. Thread-safe.
 */
public final class Baskets {
  /** Baskets of one person. */
  public static final int MOST_BASKETS = 50;

  /** Documents of one basket. */
  public static final int MOST_DOCUMENTS = 5_000;

  /** Documents of one person in all baskets. */
  static final int MOST_OF_ONE = 20_000;

  private static final int MOST_QUERY = 4_000;
  private static final String COUNTED =
      "SELECT id, name, created, (SELECT count(*) FROM basket_document WHERE basket = id) AS n"
          + " FROM basket WHERE owner = ?";

  private final Store store;
  private final InstantSource clock;

  Baskets(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** The baskets of a person by name. */
  public List<Basket> list(String owner) {
    return store.read(
        tx -> tx.query(COUNTED + " ORDER BY name LIMIT ?", Baskets::basket, owner, MOST_BASKETS));
  }

  /** A basket by its id or, where no id is that, by its name. */
  public Basket require(String owner, String idOrName) {
    return store.read(tx -> require(tx, owner, idOrName));
  }

  private static Basket require(Tx tx, String owner, String idOrName) {
    return tx.first(
            COUNTED + " AND (id = ? OR name = ?) ORDER BY id = ? DESC LIMIT 1",
            Baskets::basket,
            owner,
            idOrName,
            idOrName,
            idOrName)
        .orElseThrow(() -> new TiscException(Reason.NOT_FOUND, "there is no such basket"));
  }

  /** Makes a basket. Raises ALREADY_EXISTS, and OUT_OF_SPACE over the bound. */
  public Basket create(String owner, String name) {
    String clean = KeptText.name(name);
    return store.write(
        tx -> {
          long count =
              tx.first("SELECT count(*) AS n FROM basket WHERE owner = ?", Baskets::n, owner)
                  .orElse(0L);
          if (count >= MOST_BASKETS) {
            throw full("a person has up to " + MOST_BASKETS + " baskets");
          }
          requireFree(tx, owner, clean);
          Basket made = new Basket(id(), clean, clock.instant(), 0);
          tx.update(
              "INSERT INTO basket (id, owner, name, created) VALUES (?, ?, ?, ?)",
              made.id(),
              owner,
              clean,
              made.created());
          return made;
        });
  }

  private static String id() {
    byte[] random = new byte[8];
    new SecureRandom().nextBytes(random);
    return "b-" + HexFormat.of().formatHex(random);
  }

  private static void requireFree(Tx tx, String owner, String name) {
    if (tx.first(
            "SELECT 1 AS n FROM basket WHERE owner = ? AND (name = ? OR id = ?)",
            Baskets::n,
            owner,
            name,
            name)
        .isPresent()) {
      throw new TiscException(Reason.ALREADY_EXISTS, "there is a basket '" + name + "' already");
    }
  }

  /** Gives a basket another name. Raises ALREADY_EXISTS. */
  public Basket rename(String owner, String basket, String name) {
    String clean = KeptText.name(name);
    return store.write(
        tx -> {
          Basket before = require(tx, owner, basket);
          if (!before.name().equals(clean)) {
            requireFree(tx, owner, clean);
            tx.update("UPDATE basket SET name = ? WHERE id = ?", clean, before.id());
          }
          return require(tx, owner, before.id());
        });
  }

  /** Removes a basket with all that is in it. */
  public void drop(String owner, String basket) {
    store.write(
        tx -> tx.update("DELETE FROM basket WHERE id = ?", require(tx, owner, basket).id()));
  }

  /**
   * What came of putting documents into a basket.
   *
   * @param already documents that were in it, and stay as they are
   */
  public record Added(long added, long already) {}

  /**
   * Puts documents into a basket, all or none. Raises OUT_OF_SPACE over a bound.
   *
   * @param scope where they were found, as a user writes it
   * @param query by which they were found; empty where they were named
   */
  public Added add(
      String owner,
      String basket,
      Collection<KeptDocument.Seen> documents,
      String scope,
      String query) {
    String cut = KeptText.cut(query, MOST_QUERY);
    Instant now = clock.instant();
    return store.write(
        tx -> {
          Basket into = require(tx, owner, basket);
          long added = 0;
          for (KeptDocument.Seen seen : documents) {
            added +=
                tx.update(
                    "INSERT INTO basket_document (basket, key, kind, title, holder, scope, query,"
                        + " added) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    into.id(),
                    seen.key(),
                    seen.kind(),
                    seen.title(),
                    seen.holder(),
                    scope,
                    cut,
                    now);
          }
          requireRoom(tx, owner, into.id());
          return new Added(added, documents.size() - added);
        });
  }

  private static void requireRoom(Tx tx, String owner, String basket) {
    long inside =
        tx.first("SELECT count(*) AS n FROM basket_document WHERE basket = ?", Baskets::n, basket)
            .orElse(0L);
    if (inside > MOST_DOCUMENTS) {
      throw full("a basket holds up to " + MOST_DOCUMENTS + " documents");
    }
    long all =
        tx.first(
                "SELECT count(*) AS n FROM basket_document JOIN basket ON basket.id = basket"
                    + " WHERE owner = ?",
                Baskets::n,
                owner)
            .orElse(0L);
    if (all > MOST_OF_ONE) {
      throw full("the baskets of a person hold up to " + MOST_OF_ONE + " documents");
    }
  }

  private static TiscException full(String what) {
    return new TiscException(Reason.OUT_OF_SPACE, what);
  }

  /**
   * Documents of a basket, newest first.
   *
   * @param tag only documents with it; empty for all
   * @param before only documents with a lower number
   */
  public List<KeptDocument> documents(
      String owner, String basket, Optional<String> tag, Optional<Long> before, int most) {
    List<Object> values = new ArrayList<>();
    StringBuilder where = new StringBuilder("basket = ?");
    return store.read(
        tx -> {
          values.add(require(tx, owner, basket).id());
          tag.ifPresent(
              one -> {
                where.append(" AND instr(char(10) || tags || char(10), char(10) || ? || char(10))");
                values.add(one);
              });
          before.ifPresent(
              number -> {
                where.append(" AND number < ?");
                values.add(number);
              });
          values.add(most);
          return tx.query(
              "SELECT number, key, kind, title, holder, scope, query, added, note, tags FROM"
                  + " basket_document WHERE "
                  + where
                  + " ORDER BY number DESC LIMIT ?",
              Baskets::document,
              values.toArray());
        });
  }

  /** The tags of a basket, each with the number of its documents. */
  public Map<String, Long> tags(String owner, String basket) {
    Map<String, Long> tags = new TreeMap<>();
    store
        .read(
            tx ->
                tx.query(
                    "SELECT tags FROM basket_document WHERE basket = ? AND tags <> '' LIMIT ?",
                    row -> row.text("tags"),
                    require(tx, owner, basket).id(),
                    MOST_DOCUMENTS))
        .forEach(lines -> lines.lines().forEach(tag -> tags.merge(tag, 1L, Long::sum)));
    return tags;
  }

  /** The keys of a basket. */
  public List<String> keys(String owner, String basket) {
    return store.read(
        tx ->
            tx.query(
                "SELECT key FROM basket_document WHERE basket = ? ORDER BY number LIMIT ?",
                row -> row.text("key"),
                require(tx, owner, basket).id(),
                MOST_DOCUMENTS));
  }

  /** Writes note and tags beside a document. Raises NOT_FOUND, INVALID_ARGUMENT over a bound. */
  public void note(String owner, String basket, String key, String note, List<String> tags) {
    String clean = KeptText.note(note);
    String lines = String.join("\n", KeptText.tags(tags));
    store.write(
        tx -> {
          int changed =
              tx.update(
                  "UPDATE basket_document SET note = ?, tags = ? WHERE basket = ? AND key = ?",
                  clean,
                  lines,
                  require(tx, owner, basket).id(),
                  key);
          if (changed == 0) {
            throw new TiscException(Reason.NOT_FOUND, "this basket holds no such document");
          }
          return changed;
        });
  }

  /** Takes documents out; how many there were. */
  public long remove(String owner, String basket, Collection<String> keys) {
    return store.write(
        tx -> {
          String from = require(tx, owner, basket).id();
          long removed = 0;
          for (String key : keys) {
            removed +=
                tx.update("DELETE FROM basket_document WHERE basket = ? AND key = ?", from, key);
          }
          return removed;
        });
  }

  /**
   * Moves documents with their notes into another basket; what is in that already stays there as it
   * is, and here too. Raises OUT_OF_SPACE over a bound.
   *
   * @return how many were moved
   */
  public long move(String owner, String basket, Collection<String> keys, String to) {
    return store.write(
        tx -> {
          String from = require(tx, owner, basket).id();
          String into = require(tx, owner, to).id();
          long moved = 0;
          for (String key : keys) {
            moved +=
                tx.update(
                    "UPDATE OR IGNORE basket_document SET basket = ? WHERE basket = ? AND key = ?",
                    into,
                    from,
                    key);
          }
          requireRoom(tx, owner, into);
          return from.equals(into) ? 0 : moved;
        });
  }

  private static long n(Row row) {
    return row.number("n");
  }

  private static Basket basket(Row row) {
    return new Basket(row.text("id"), row.text("name"), row.instant("created"), row.number("n"));
  }

  private static KeptDocument document(Row row) {
    return new KeptDocument(
        row.number("number"),
        row.text("key"),
        row.text("kind"),
        row.text("title"),
        row.text("holder"),
        row.text("scope"),
        row.text("query"),
        row.instant("added"),
        row.text("note"),
        Stream.of(row.text("tags").split("\n")).filter(tag -> !tag.isEmpty()).toList());
  }
}
