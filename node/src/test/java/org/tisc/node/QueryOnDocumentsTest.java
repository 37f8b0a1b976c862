package org.tisc.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.QueryLimits;
import org.tisc.federation.search.FederatedSearch;
import org.tisc.federation.search.SearchHit;
import org.tisc.federation.search.SearchQuestion;
import org.tisc.federation.search.SearchScope;
import org.tisc.node.document.Numbers;
import org.tisc.node.index.CollectionSettings;
import org.tisc.node.index.CollectionWriter;
import org.tisc.node.index.FieldValues;
import org.tisc.node.index.IndexConfig;
import org.tisc.node.index.IndexField;
import org.tisc.node.index.IndexableDocument;
import org.tisc.node.index.LuceneIndex;
import org.tisc.node.index.MemoryFolder;
import org.tisc.node.query.Dialect;
import org.tisc.node.query.NumberForms;
import org.tisc.node.query.QueryCompiler;
import org.tisc.node.query.QueryLanguage;
import org.tisc.node.query.RandomTexts;
import org.tisc.node.query.Syntax;
import org.tisc.node.query.UnderstoodAs;

/** What typed queries find, from text to documents, with the index's own analysis. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryOnDocumentsTest {
  private static final List<String> TITLES =
      List.of(
          "一种锂离子电池的固态隔膜",
          "电池中锂离子的检测",
          "Lithium battery with a solid separator",
          "Battery of lithium cells in colour",
          "ab cd xx cd yy yy ef",
          "Method to analyse color of batteries",
          "用于5G基站的电源",
          "Women at work; analyzers, cabling");

  private static final NumberForms NUMBERS =
      new NumberForms() {
        @Override
        public boolean looksLikeNumber(String text) {
          return Numbers.looksLikeNumber(text);
        }

        @Override
        public List<String> queryForms(String text) {
          return List.copyOf(Numbers.queryForms(text));
        }
      };

  private final QueryLanguage language = new QueryLanguage(NUMBERS);
  private final QueryCompiler compiler = new QueryCompiler(new IndexTextAnalysis(), NUMBERS);
  private LuceneIndex index;
  private FederatedSearch federation;

  @BeforeAll
  void open(@TempDir(factory = MemoryFolder.class) Path folder) {
    index = LuceneIndex.open(folder, new IndexConfig(1, 8));
    index.create("texts", CollectionSettings.of("PATENT"));
    try (CollectionWriter writer = index.writer("texts")) {
      for (int i = 0; i < TITLES.size(); i++) {
        writer.put(titled(Integer.toString(i + 1), TITLES.get(i)));
      }
      writer.commit();
    }
    federation =
        new FederatedSearch(new NodeId("beijing"), index, _ -> List.of(), System::nanoTime);
  }

  @AfterAll
  void close() {
    federation.close();
    index.close();
  }

  private static IndexableDocument titled(String key, String title) {
    return new IndexableDocument(
        key,
        "PATENT",
        title,
        ByteString.copyFromUtf8("{}"),
        "{}",
        List.of(new FieldValues.Text(IndexField.TITLE, List.of(title))));
  }

  private List<SearchHit> search(CanonicalQuery query) {
    return federation
        .search(
            new SearchQuestion(
                "typed",
                new SearchScope.Local(),
                query,
                Set.of(),
                Set.of("texts"),
                100,
                Duration.ofSeconds(60),
                () -> false))
        .hits();
  }

  private Set<Integer> found(String text) {
    CanonicalQuery query =
        compiler.compile(language.parse(text, Locale.ENGLISH).tree(), Locale.ENGLISH);
    return search(query).stream()
        .map(hit -> Integer.valueOf(hit.key()))
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "(锂离子 0W 电池)|1",
        "(电池 0W 锂离子)|",
        "(电池 1W 锂离子)|2",
        "(电池 0D 锂离子)|1",
        "(电池 1D 锂离子)|1 2",
        "(锂离子 2W 固态)|",
        "(锂离子 3W 固态)|1",
        "(锂 3W 隔膜)|",
        "(锂 7W 隔膜)|1",
        "(lithium 0W batteries)|3",
        "(lithium 1D battery)|3 4",
        "(lithium 0D battery)|3",
        "TI=(battery 1W lithium)|4",
        "AB=(battery 1W lithium)|",
        "(lithium ADJ (battery OR cell))|3 4",
        "(lith* 0W cell?)|4",
        "(ab 2W cd 2W ef)|5",
        "(ab 2W cd 1W ef)|",
        "(ab 1W (cd 2W ef))|",
        "(ab 2W (cd 2W ef))|5",
        "(cd 1W cd)|5",
        "(cd 0D cd)|",
        "(xx 0D xx)|",
        "(5G 0W 基站)|7",
        "(5G基站 1W 电源)|7",
        "(5G 3W 电源)|7",
        "(5G 2W 电源)|",
        "\"lithium separator\"~4|3",
        "\"lithium separator\"~2|",
        "colo?r|4 6",
        "colo#r|4",
        "analy#e|6 8",
        "analy#ers|6 8",
        "wom#n|8",
        "lithuim~|3 4",
        "batery~|3 4 6",
        "bxtery~1|",
        "batter#|3 4 6",
        "batter###|3 4 6",
        "cabl#|8",
        "cabl###|8",
        "电?中|2",
        "电#锂|",
        "电##锂|2",
        "子#池|1",
        "锂#子|1 2",
        "锂?离|1 2",
        "colo?r AND NOT 电池|4 6",
        "TI,AB=colo?r|4 6",
        "solid$|3",
      })
  void findsWhatStandsSo(String text, String expected) {
    Set<Integer> keys =
        expected == null
            ? Set.of()
            : Arrays.stream(expected.split(" ")).map(Integer::valueOf).collect(Collectors.toSet());
    assertThat(found(text)).isEqualTo(keys);
  }

  /** Whatever is typed is answered, or refused at a place of the text; never anything else. */
  @ParameterizedTest
  @EnumSource(Dialect.class)
  void answersOrRefusesEveryTextAndTheLineAsksTheSame(Dialect dialect) {
    int answered = 0;
    for (long seed = 0; seed < 2_000; seed++) {
      String text = RandomTexts.next(seed);
      String what = "%s, seed %d: %s".formatted(dialect, seed, text);
      try {
        Syntax tree = language.parse(text, dialect, Locale.CHINESE).tree();
        CanonicalQuery query = compiler.compile(tree, Locale.CHINESE);
        QueryLimits.check(query);
        List<SearchHit> _ = search(query);
        answered++;
        String line = UnderstoodAs.line(tree, Locale.ENGLISH);
        if (line.length() <= QueryLanguage.LONGEST) {
          Syntax again = language.parse(line, Locale.ENGLISH).tree();
          assertThat(compiler.compile(again, Locale.ENGLISH))
              .as("%s: %s", what, line)
              .isEqualTo(query);
        }
      } catch (TiscException refused) {
        assertThat(refused.violations()).as(what).isNotEmpty();
        assertThat(refused.violations())
            .as(what)
            .allMatch(one -> one.position() >= 0 && one.position() + one.length() <= text.length());
      } catch (RuntimeException | StackOverflowError other) {
        fail(what, other);
      }
    }
    assertThat(answered).isGreaterThan(100);
  }
}
