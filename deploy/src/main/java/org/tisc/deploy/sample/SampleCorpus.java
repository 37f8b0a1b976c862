package org.tisc.deploy.sample;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * A corpus of invented documents in which every twenty neighbours hold eleven patents, four
 * trademarks, three articles, one geographical indication and one layout design. A document is a
 * function of seed and index alone, so any part can be made anywhere and in any order; which nodes
 * hold it depends on the number of nodes too.
 */
public final class SampleCorpus {
  /** The corpus of the demo: this seed, so many documents. */
  public static final long DEMO_SEED = 20_250_701L;

  /** The number of documents of the demo's own sample. */
  public static final int DEMO_SIZE = 720;

  /** The greatest corpus. */
  public static final int LARGEST = PatentNumber.LIMIT;

  /** The licence that every document carries. */
  public static final String LICENCE = "样例数据 / sample data";

  /** P patent, T trademark, L literature, G geographical indication, Y layout design. */
  private static final String PATTERN = "PPTPLPPTPLPTPPGPTPYL";

  private static final int SECOND_HOLDER_PERCENT = 15;
  private static final int THIRD_HOLDER_PERCENT = 20;

  private final long seed;
  private final int size;
  private final int nodes;
  private final Map<SampleKind, Maker> makers;
  private final JsonMapper json = new JsonMapper();

  /**
   * A corpus.
   *
   * @param size number of different documents, 1 to {@link #LARGEST}
   * @param nodes number of nodes they are dealt to, at least 1
   */
  public SampleCorpus(long seed, int size, int nodes) {
    if (size < 1 || size > LARGEST || nodes < 1) {
      throw new IllegalArgumentException(
          "size 1 to " + LARGEST + " and at least one node; given " + size + " and " + nodes);
    }
    this.seed = seed;
    this.size = size;
    this.nodes = nodes;
    Vocabulary words = Vocabulary.load();
    Parties parties = new Parties(words.names());
    makers =
        Map.of(
            SampleKind.PATENT, new PatentMaker(seed, words, parties),
            SampleKind.TRADEMARK, new TrademarkMaker(words.names(), parties),
            SampleKind.GEOGRAPHICAL_INDICATION, new IndicationMaker(words.names()),
            SampleKind.LAYOUT_DESIGN, new LayoutMaker(words.names(), parties),
            SampleKind.LITERATURE, new LiteratureMaker(words, parties));
  }

  /** The number of different documents. */
  public int size() {
    return size;
  }

  /** All documents by rising index, made while they are read. */
  public Stream<SampleDocument> documents() {
    return IntStream.range(0, size).mapToObj(this::document);
  }

  /** The documents of one kind that one node holds, by rising index, made while they are read. */
  public Stream<SampleDocument> documents(SampleKind kind, int node) {
    return IntStream.range(0, size)
        .filter(index -> kindAt(index) == kind && holders(index).contains(node))
        .mapToObj(this::document);
  }

  /** The document at an index from 0 to size - 1. */
  public SampleDocument document(int index) {
    SampleKind kind = kindAt(index);
    Maker maker = makers.get(kind);
    if (maker == null) {
      throw new IllegalStateException("no maker for " + kind);
    }
    Maker.Made made = maker.make(index, new Draw(seed, index));
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("schema", "tisc.document/1");
    line.put("kind", kind.name());
    line.putAll(made.fields());
    Map<String, Object> extra = new LinkedHashMap<>();
    if (made.fields().get("extra") instanceof Map<?, ?> own) {
      own.forEach((key, value) -> extra.put(String.valueOf(key), value));
    }
    extra.put("sample", true);
    extra.put("licence", LICENCE);
    line.put("extra", extra);
    return new SampleDocument(
        kind, made.key(), json.writeValueAsString(line), made.drawing(), holders(index));
  }

  private static SampleKind kindAt(int index) {
    return switch (PATTERN.charAt(index % PATTERN.length())) {
      case 'P' -> SampleKind.PATENT;
      case 'T' -> SampleKind.TRADEMARK;
      case 'G' -> SampleKind.GEOGRAPHICAL_INDICATION;
      case 'Y' -> SampleKind.LAYOUT_DESIGN;
      default -> SampleKind.LITERATURE;
    };
  }

  private List<Integer> holders(int index) {
    Draw draw = new Draw(seed + 1, index);
    TreeSet<Integer> holders = new TreeSet<>();
    int first = draw.below(nodes);
    holders.add(first);
    if (nodes > 1 && draw.percent(SECOND_HOLDER_PERCENT)) {
      holders.add((first + 1 + draw.below(nodes - 1)) % nodes);
      if (nodes > 2 && draw.percent(THIRD_HOLDER_PERCENT)) {
        holders.add(draw.below(nodes));
      }
    }
    return new ArrayList<>(holders);
  }
}
