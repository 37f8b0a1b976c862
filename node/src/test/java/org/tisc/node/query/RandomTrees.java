package org.tisc.node.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Seeded syntax trees of every kind, as the parser could have made them. */
final class RandomTrees {
  private static final Span NOWHERE = new Span(0, 0);
  private static final List<String> WORDS =
      List.of("battery", "锂离子", "电池", "5G", "3D", "2W", "AT&T", "C#", "poly(vinyl)alcohol", "甲");
  private static final List<String> PATTERNS = List.of("colo?r", "batter#", "电?池", "wom#n*");
  private static final List<String> PHRASES =
      List.of("锂 电池", "solid state", "and", "CN110083831A", "2D", "NEAR", "a*b", "3:1", "(x)");
  private static final List<List<String>> SAMES =
      List.of(
          List.of("锂 电池", "solid state"),
          List.of("and", "2D", "CN110083831A", "TI", "C&A"),
          List.of("或", "non-aqueous", "#1"));
  private static final List<List<QueryField>> TEXTS =
      List.of(
          List.of(QueryField.TITLE),
          List.of(QueryField.ABSTRACT, QueryField.CLAIMS),
          List.of(QueryField.APPLICANT),
          List.of(QueryField.TITLE, QueryField.ABSTRACT, QueryField.CLAIMS));

  private final Random random;

  RandomTrees(long seed) {
    this.random = new Random(seed);
  }

  Syntax next() {
    return any(0, false);
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  /** A tree; inside a field there is no other field. */
  private Syntax any(int depth, boolean inside) {
    return switch (random.nextInt(depth > 4 ? 3 : inside ? 7 : 9)) {
      case 0 -> word();
      case 1 -> new Syntax.Masked(one(PATTERNS), NOWHERE);
      case 2 -> new Syntax.Phrase(one(PHRASES), random.nextInt(4), NOWHERE);
      case 3 ->
          switch (random.nextInt(4)) {
            case 0 -> same();
            case 1 -> new Syntax.Fuzzy("batery", 1 + random.nextInt(2), NOWHERE);
            default -> near(depth);
          };
      case 4 -> joined(() -> any(depth + 1, inside), true);
      case 5 -> joined(() -> any(depth + 1, inside), false);
      case 6 -> {
        Syntax body = any(depth + 1, inside);
        yield body instanceof Syntax.Not ? body : new Syntax.Not(body, NOWHERE);
      }
      case 7 -> new Syntax.Fielded(one(TEXTS), any(depth + 1, true), NOWHERE);
      default -> values();
    };
  }

  private Syntax same() {
    return new Syntax.Same(one(SAMES), NOWHERE);
  }

  private Syntax word() {
    String text = one(WORDS);
    return new Syntax.Word(text, text.length() > 2 && random.nextInt(3) == 0, NOWHERE);
  }

  private Syntax near(int depth) {
    return new Syntax.Near(
        operand(depth + 1), operand(depth + 1), random.nextInt(101), random.nextBoolean(), NOWHERE);
  }

  private Syntax operand(int depth) {
    return switch (random.nextInt(depth > 5 ? 3 : 5)) {
      case 0 -> word();
      case 1 -> new Syntax.Masked(one(PATTERNS), NOWHERE);
      case 2 -> new Syntax.Phrase(one(PHRASES), 0, NOWHERE);
      case 3 -> random.nextInt(3) == 0 ? same() : near(depth);
      default -> joined(() -> operand(depth + 1), false);
    };
  }

  /** Two to four parts, flattened as the parser flattens them. */
  private Syntax joined(Supplier<Syntax> part, boolean all) {
    List<Syntax> parts = new ArrayList<>();
    for (int i = 2 + random.nextInt(3); i > 0; i--) {
      Syntax next = part.get();
      if (all && next instanceof Syntax.And and) {
        parts.addAll(and.parts());
      } else if (!all && next instanceof Syntax.Or or) {
        parts.addAll(or.parts());
      } else {
        parts.add(next);
      }
    }
    return all ? new Syntax.And(parts, NOWHERE) : new Syntax.Or(parts, NOWHERE);
  }

  private Syntax values() {
    return switch (random.nextInt(6)) {
      case 0 ->
          new Syntax.Fielded(
              List.of(QueryField.PUBLICATION_DATE, QueryField.APPLICATION_DATE),
              new Syntax.Dates(20200101, 20211231, NOWHERE),
              NOWHERE);
      case 1 ->
          Syntax.Fielded.in(
              QueryField.APPLICATION_DATE,
              new Syntax.Dates(20190301, Syntax.Dates.OPEN_TO, NOWHERE),
              NOWHERE);
      case 2 -> fielded(QueryField.IPC, "H01M10/", true);
      case 3 -> fielded(QueryField.STATUS, "IN_FORCE", false);
      case 4 -> fielded(QueryField.NICE, "35", false);
      default -> fielded(QueryField.NUMBER, "CN110083831A", false);
    };
  }

  private static Syntax fielded(QueryField field, String value, boolean truncated) {
    return Syntax.Fielded.in(field, new Syntax.Word(value, truncated, NOWHERE), NOWHERE);
  }
}
