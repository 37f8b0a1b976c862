package org.tisc.node.index;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.CanonicalQuery.Clause;
import org.tisc.federation.query.CanonicalQuery.Member;
import org.tisc.federation.query.CanonicalQuery.Occur;
import org.tisc.federation.query.Places;

/** Seeded canonical queries of every type over the vocabulary of {@link RandomCorpus}. */
public final class RandomQueries {
  private static final IndexField[] TEXTS = {
    IndexField.TITLE, IndexField.ABSTRACT, IndexField.CLAIMS
  };
  private static final int DEEPEST = 4;

  private final Random random;
  private final int nodes;
  private final QueryAnalysis analysis = new QueryAnalysis();

  public RandomQueries(long seed, int nodes) {
    this.random = new Random(seed);
    this.nodes = nodes;
  }

  /** So many queries; about a third are plain words, the rest trees of every node type. */
  public List<CanonicalQuery> next(int count) {
    List<CanonicalQuery> queries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      queries.add(i % 3 == 0 ? words() : tree(0));
    }
    return queries;
  }

  /** What a query consists of. */
  public enum Type {
    TERM,
    PHRASE,
    BOOLEAN,
    NOT,
    UNFIELDED,
    PREFIX,
    RANGE,
    KEYWORD,
    NEAR,
    MASK,
    GROUP,
    /** A tree of any of them. */
    MIXED
  }

  /** One query of this type. */
  public CanonicalQuery of(Type type) {
    return switch (type) {
      case TERM -> analysis.text(field(), RandomCorpus.latin(random, node()));
      case PHRASE ->
          random.nextBoolean()
              ? analysis.phrase(field(), phrase())
              : analysis.phrase(field(), phrase(), 1 + random.nextInt(8));
      case BOOLEAN -> bool(DEEPEST - 1);
      case NOT ->
          new CanonicalQuery.Bool(
              List.of(
                  new Clause(Occur.MUST, words()),
                  new Clause(Occur.MUST_NOT, analysis.text(field(), word()))));
      case UNFIELDED -> words();
      case PREFIX -> prefix();
      case RANGE -> random.nextBoolean() ? range() : filtered(range());
      case KEYWORD -> random.nextBoolean() ? keyword() : filtered(keyword());
      case NEAR -> near();
      case MASK -> random.nextBoolean() ? mask() : filtered(mask());
      case GROUP -> group();
      case MIXED -> tree(0);
    };
  }

  private CanonicalQuery filtered(CanonicalQuery filter) {
    return new CanonicalQuery.Bool(
        List.of(new Clause(Occur.MUST, words()), new Clause(Occur.FILTER, filter)));
  }

  private CanonicalQuery words() {
    StringBuilder text = new StringBuilder(word());
    for (int more = random.nextInt(3); more > 0; more--) {
      text.append(' ').append(word());
    }
    return analysis.words(text.toString());
  }

  private CanonicalQuery tree(int depth) {
    int kinds = depth < DEEPEST ? 17 : 12;
    return switch (random.nextInt(kinds)) {
      case 0, 1, 2 -> analysis.text(field(), word());
      case 3 -> analysis.phrase(field(), phrase());
      case 4 -> analysis.phrase(field(), phrase(), 1 + random.nextInt(8));
      case 5 -> prefix();
      case 6 -> random.nextBoolean() ? analysis.words(word()) : new CanonicalQuery.MatchAll();
      case 7 -> filter();
      case 8 -> analysis.words(word());
      case 9 -> near();
      case 10 -> mask();
      case 11 -> group();
      case 12, 13, 14 -> bool(depth);
      case 15 ->
          new CanonicalQuery.DisMax(
              List.of(tree(depth + 1), tree(depth + 1), tree(depth + 1)), random.nextInt(3) * 0.3f);
      default ->
          random.nextBoolean()
              ? new CanonicalQuery.Boosted(tree(depth + 1), 0.5f + random.nextFloat() * 3)
              : new CanonicalQuery.Constant(tree(depth + 1), random.nextFloat());
    };
  }

  private CanonicalQuery bool(int depth) {
    List<Clause> clauses = new ArrayList<>();
    Occur[] kinds = {Occur.MUST, Occur.SHOULD, Occur.SHOULD, Occur.MUST_NOT, Occur.FILTER};
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      clauses.add(new Clause(kinds[random.nextInt(kinds.length)], tree(depth + 1)));
    }
    return new CanonicalQuery.Bool(clauses);
  }

  /** Words that stand near each other, scored as the language scores them: by the words. */
  private CanonicalQuery near() {
    IndexField field = field();
    List<CanonicalQuery> words = new ArrayList<>();
    Optional<Places> places = place(field, words);
    for (int more = 1 + random.nextInt(2); more > 0; more--) {
      Optional<Places> left = places;
      int gaps = random.nextInt(12);
      boolean ordered = random.nextBoolean();
      places =
          place(field, words)
              .flatMap(right -> left.map(first -> new Places.Within(first, right, gaps, ordered)));
    }
    List<Clause> clauses = new ArrayList<>();
    words.forEach(word -> clauses.add(new Clause(Occur.MUST, word)));
    places.ifPresent(
        all ->
            clauses.add(new Clause(Occur.FILTER, new CanonicalQuery.Near(field.fieldName(), all))));
    return new CanonicalQuery.Bool(clauses);
  }

  private Optional<Places> place(IndexField field, List<CanonicalQuery> words) {
    CanonicalQuery one =
        switch (random.nextInt(8)) {
          case 0 -> prefix(field);
          case 1 -> mask(field);
          case 2 ->
              new CanonicalQuery.Bool(
                  List.of(
                      new Clause(Occur.SHOULD, analysis.text(field, word())),
                      new Clause(Occur.SHOULD, analysis.phrase(field, phrase()))));
          default -> analysis.text(field, word());
        };
    words.add(one);
    return analysis.places(one);
  }

  /** Words of one field, one word of several, or any words of any fields with any weights. */
  private CanonicalQuery group() {
    List<Member> members = new ArrayList<>();
    switch (random.nextInt(4)) {
      case 0 -> {
        IndexField field = field();
        for (int more = 1 + random.nextInt(4); more > 0; more--) {
          members.add(new Member(analysis.text(field, RandomCorpus.latin(random, node())), 1));
        }
      }
      case 1 -> {
        String word = RandomCorpus.latin(random, node());
        for (IndexField field : TEXTS) {
          members.add(new Member(analysis.text(field, word), 1));
        }
      }
      case 2 -> {
        String phrase = RandomCorpus.han(random, node()) + RandomCorpus.han(random, node());
        for (IndexField field : TEXTS) {
          members.add(new Member(analysis.phrase(field, phrase), 1));
          members.add(new Member(analysis.text(field, RandomCorpus.han(random, node())), 1));
        }
      }
      default -> {
        for (int more = 1 + random.nextInt(6); more > 0; more--) {
          IndexField field = field();
          members.add(
              new Member(
                  random.nextBoolean()
                      ? analysis.text(field, word())
                      : analysis.phrase(field, phrase()),
                  0.1f + 0.9f * random.nextFloat()));
        }
      }
    }
    return new CanonicalQuery.Group(members);
  }

  private CanonicalQuery mask() {
    return random.nextBoolean() ? mask(field()) : analysis.masked(pattern());
  }

  private CanonicalQuery mask(IndexField field) {
    return analysis.masked(field, pattern());
  }

  /** A word of the corpus with a free character or two, or a Chinese run with one between. */
  private String pattern() {
    if (random.nextInt(4) == 0) {
      return RandomCorpus.han(random, node()) + "?" + RandomCorpus.han(random, node());
    }
    StringBuilder word = new StringBuilder(RandomCorpus.latin(random, node()));
    word.setCharAt(2 + random.nextInt(word.length() - 2), random.nextBoolean() ? '#' : '?');
    return word + (random.nextInt(3) == 0 ? "?" : "") + (random.nextInt(4) == 0 ? "*" : "");
  }

  private CanonicalQuery prefix() {
    return prefix(field());
  }

  private CanonicalQuery prefix(IndexField field) {
    return analysis.prefix(field, RandomCorpus.latin(random, node()).substring(0, 2));
  }

  private CanonicalQuery filter() {
    return random.nextInt(4) == 0 ? range() : keyword();
  }

  private CanonicalQuery range() {
    long from = 20_000_101L + 10_000L * random.nextInt(25);
    return analysis.range(IndexField.PUBLICATION_DATE, from, from + 50_000);
  }

  private CanonicalQuery keyword() {
    return switch (random.nextInt(3)) {
      case 0 -> analysis.keyword(IndexField.OFFICE, "CN");
      case 1 ->
          new CanonicalQuery.Prefix(
              IndexField.IPC.fieldName(),
              ByteString.copyFromUtf8("abch".charAt(random.nextInt(4)) + "0"));
      default -> analysis.classification(IndexField.IPC, "H01M10");
    };
  }

  private IndexField field() {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private String phrase() {
    return random.nextBoolean()
        ? RandomCorpus.han(random, node()) + RandomCorpus.han(random, node())
        : word() + " " + word();
  }

  private String word() {
    return random.nextBoolean()
        ? RandomCorpus.latin(random, node())
        : RandomCorpus.han(random, node());
  }

  private int node() {
    return random.nextInt(nodes);
  }
}
