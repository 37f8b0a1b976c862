package org.tisc.node.activity;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tisc.node.store.Row;
import org.tisc.node.store.Store;
import org.tisc.node.store.Tx;

/** The ledger in the node's store. Reading blocks on local disk only. */
public final class Ledger {
  private static final String COLUMNS =
      "number, at, actor, client, what, record, tier, article, minutes, outcome, counted";

  private final Store store;

  /** The ledger of an open store, whose migrations of this room were run. */
  public Ledger(Store store) {
    this.store = store;
  }

  /** Adds a line in the unit that does what it tells of. */
  public static void add(Tx tx, Activity line) {
    tx.update(
        "INSERT INTO activity (at, actor, client, what, record, tier, article, minutes, outcome,"
            + " counted) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        line.at(),
        line.actor(),
        line.client(),
        line.what(),
        line.record(),
        line.tier(),
        line.article().text(),
        line.minutes(),
        line.outcome(),
        line.counted());
  }

  /** A line with its number, which rises with every line. */
  record Numbered(long number, Activity line) {}

  /**
   * Which lines are wanted; empty parts do not choose.
   *
   * @param from the first moment
   * @param until the first moment that is not wanted any more
   * @param article the article with all its paragraphs, or one paragraph
   * @param before only lines with a lower number
   */
  record Filter(
      Optional<Instant> from,
      Optional<Instant> until,
      Optional<String> actor,
      Optional<String> what,
      Optional<ClientKind> client,
      Optional<Tier> tier,
      Optional<Article> article,
      Optional<Long> before) {}

  /** The sums of all chosen lines that count. */
  record Sums(long activities, long minutes) {}

  /** The chosen lines, newest first; so many at most. */
  List<Numbered> list(Filter filter, int most) {
    List<Object> values = new ArrayList<>();
    String where = where(filter, values);
    if (filter.before().isPresent()) {
      where += " AND number < ?";
      values.add(filter.before().get());
    }
    values.add(most);
    String sql =
        "SELECT " + COLUMNS + " FROM activity WHERE " + where + " ORDER BY number DESC LIMIT ?";
    return store.read(tx -> tx.query(sql, Ledger::line, values.toArray()));
  }

  /** The sums over all chosen lines, whatever {@code before} says. */
  Sums sums(Filter filter) {
    List<Object> values = new ArrayList<>();
    String sql =
        "SELECT COUNT(*) AS lines, COALESCE(SUM(minutes), 0) AS minutes FROM activity WHERE"
            + " counted = 1 AND "
            + where(filter, values);
    return store.read(
        tx ->
            tx.first(
                    sql,
                    row -> new Sums(row.number("lines"), row.number("minutes")),
                    values.toArray())
                .orElseThrow());
  }

  private static String where(Filter filter, List<Object> values) {
    StringBuilder where = new StringBuilder("1 = 1");
    filter.from().ifPresent(from -> and(where, values, "at >= ?", from));
    filter.until().ifPresent(until -> and(where, values, "at < ?", until));
    filter.actor().ifPresent(actor -> and(where, values, "actor = ?", actor));
    filter.what().ifPresent(what -> and(where, values, "what = ?", what));
    filter.client().ifPresent(client -> and(where, values, "client = ?", client));
    filter.tier().ifPresent(tier -> and(where, values, "tier = ?", tier));
    filter
        .article()
        .ifPresent(
            article -> {
              and(where, values, "(article = ? OR article LIKE ?)", article.text());
              values.add(article.text() + ".%");
            });
    return where.toString();
  }

  private static void and(StringBuilder where, List<Object> values, String rule, Object value) {
    where.append(" AND ").append(rule);
    values.add(value);
  }

  private static Numbered line(Row row) {
    return new Numbered(
        row.number("number"),
        new Activity(
            row.instant("at"),
            row.text("actor"),
            ClientKind.valueOf(row.text("client")),
            row.text("what"),
            row.text("record"),
            Tier.valueOf(row.text("tier")),
            new Article(row.text("article")),
            row.optionalNumber("minutes").map(Math::toIntExact),
            row.text("outcome"),
            row.fact("counted")));
  }
}
