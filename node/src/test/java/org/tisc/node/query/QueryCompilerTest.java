package org.tisc.node.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.CanonicalQuery.Bool;
import org.tisc.federation.query.CanonicalQuery.Clause;
import org.tisc.federation.query.CanonicalQuery.MatchAll;
import org.tisc.federation.query.CanonicalQuery.MatchNone;
import org.tisc.federation.query.CanonicalQuery.Near;
import org.tisc.federation.query.CanonicalQuery.Occur;
import org.tisc.federation.query.CanonicalQuery.Prefix;
import org.tisc.federation.query.CanonicalQuery.Range;
import org.tisc.federation.query.CanonicalQuery.Term;
import org.tisc.federation.query.IndexTerm;
import org.tisc.federation.query.Places;

class QueryCompilerTest {
  private final QueryLanguage language = new QueryLanguage(new FakeNumbers());
  private final QueryCompiler compiler = new QueryCompiler(new FakeAnalysis(), new FakeNumbers());

  private CanonicalQuery compile(String text) {
    return compiler.compile(language.parse(text, Locale.ENGLISH).tree(), Locale.ENGLISH);
  }

  private static Clause clause(Occur occur, CanonicalQuery query) {
    return new Clause(occur, query);
  }

  private static Bool bool(Clause... clauses) {
    return new Bool(List.of(clauses));
  }

  private static Term term(String field, String text) {
    return new Term(IndexTerm.of(field, text));
  }

  private static Prefix prefix(String field, String text) {
    return new Prefix(field, ByteString.copyFromUtf8(text));
  }

  @Test
  void keepsTheOrderOfTheText() {
    assertThat(compile("b a OR c"))
        .isEqualTo(
            bool(
                clause(
                    Occur.SHOULD,
                    bool(clause(Occur.MUST, term("*", "b")), clause(Occur.MUST, term("*", "a")))),
                clause(Occur.SHOULD, term("*", "c"))));
  }

  @Test
  void letsSelectionsFilterAndRelevanceScore() {
    assertThat(compile("TI=a PD>=2020 LS=有效 -b"))
        .isEqualTo(
            bool(
                clause(Occur.MUST, term("title", "a")),
                clause(Occur.FILTER, new Range("publicationDate", 20200000, 99999999)),
                clause(Occur.FILTER, term("status", "IN_FORCE")),
                clause(Occur.MUST_NOT, term("*", "b"))));
  }

  @Test
  void takesEverythingWhereOnlySomethingIsExcluded() {
    Bool expected =
        bool(clause(Occur.FILTER, new MatchAll()), clause(Occur.MUST_NOT, term("*", "a")));
    assertThat(compile("NOT a")).isEqualTo(expected);
    assertThat(compile("b OR NOT a"))
        .isEqualTo(bool(clause(Occur.SHOULD, term("*", "b")), clause(Occur.SHOULD, expected)));
  }

  private static Places run(String text) {
    return new Places.Run(List.of(ByteString.copyFromUtf8(text)), List.of(0), 1);
  }

  @Test
  void letsWordsScoreAndTheirDistanceSelect() {
    assertThat(compile("TI=((a OR b) 2W cd*)"))
        .isEqualTo(
            bool(
                clause(
                    Occur.MUST,
                    bool(
                        clause(Occur.SHOULD, term("title", "a")),
                        clause(Occur.SHOULD, term("title", "b")))),
                clause(Occur.MUST, prefix("title", "cd")),
                clause(
                    Occur.FILTER,
                    new Near(
                        "title",
                        new Places.Within(
                            new Places.AnyOf(List.of(run("a"), run("b"))),
                            new Places.Start(ByteString.copyFromUtf8("cd")),
                            2,
                            true)))));
    assertThat(compile("(a 1D b 3W c)"))
        .isEqualTo(
            bool(
                clause(Occur.MUST, term("*", "a")),
                clause(Occur.MUST, term("*", "b")),
                clause(Occur.MUST, term("*", "c")),
                clause(
                    Occur.FILTER,
                    new Near(
                        "*",
                        new Places.Within(
                            new Places.Within(run("a"), run("b"), 1, false), run("c"), 3, true)))));
    assertThat(compile("(a 1D nothing)")).isEqualTo(term("*", "a"));
    assertThat(compile("(nothing 1D nothing)")).isEqualTo(new MatchNone());
  }

  @Test
  void takesTheFieldsOfAListForOne() {
    assertThat(compile("TI,AB=(a AND b)"))
        .isEqualTo(
            bool(
                clause(Occur.MUST, group(term("title", "a"), term("abstract", "a"))),
                clause(Occur.MUST, group(term("title", "b"), term("abstract", "b")))));
    assertThat(compile("TI,AB=bat*"))
        .isEqualTo(
            bool(
                clause(Occur.SHOULD, prefix("title", "bat")),
                clause(Occur.SHOULD, prefix("abstract", "bat"))));
  }

  @Test
  void aTildeBehindAWordFindsOtherSpellings() {
    assertThat(compile("TI=batery~")).isEqualTo(fuzzy("title", "batery", 2));
    assertThat(compile("cell~")).isEqualTo(fuzzy("*", "cell", 1));
    assertThat(compile("cell～2")).isEqualTo(fuzzy("*", "cell", 2));
    assertThat(compile("TI,AB=cell~"))
        .isEqualTo(
            bool(
                clause(Occur.SHOULD, fuzzy("title", "cell", 1)),
                clause(Occur.SHOULD, fuzzy("abstract", "cell", 1))));
    // Other signs and numbers are text, as ever.
    assertThat(compile("锂电池~")).isEqualTo(term("*", "锂电池~"));
    assertThat(compile("ab~")).isEqualTo(term("*", "ab~"));
    assertThat(compile("cell~3")).isEqualTo(term("*", "cell~3"));
  }

  private static CanonicalQuery fuzzy(String field, String word, int edits) {
    return new CanonicalQuery.Fuzzy(field, ByteString.copyFromUtf8(word), edits);
  }

  @Test
  void takesTheTextsInBracesForOne() {
    CanonicalQuery ofTitle = group(phrase("title", "lithium battery"), phrase("title", "cell"));
    assertThat(compile("TI={lithium battery | cell}")).isEqualTo(ofTitle);
    assertThat(compile("名称＝｛lithium  battery ｜ “cell” ｜cell｝")).isEqualTo(ofTitle);
    assertThat(compile("{lithium battery | cell} x"))
        .isEqualTo(
            bool(
                clause(Occur.MUST, group(phrase("*", "lithium battery"), phrase("*", "cell"))),
                clause(Occur.MUST, term("*", "x"))));
    assertThat(compile("TI,AB={a | b}"))
        .isEqualTo(
            group(
                phrase("title", "a"),
                phrase("title", "b"),
                phrase("abstract", "a"),
                phrase("abstract", "b")));
    assertThat(compile("{one text|}")).isEqualTo(phrase("*", "one text"));
    assertThat(compile("{a}")).isEqualTo(term("*", "a"));
  }

  private static CanonicalQuery group(CanonicalQuery... members) {
    return new CanonicalQuery.Group(
        List.of(members).stream().map(query -> new CanonicalQuery.Member(query, 1)).toList());
  }

  private static CanonicalQuery phrase(String field, String text) {
    return new FakeAnalysis().phrase(field, text, 0);
  }

  @Test
  void leavesOutWhatAnalysisLeavesEmpty() {
    assertThat(compile("nothing a")).isEqualTo(term("*", "a"));
    assertThat(compile("nothing OR a")).isEqualTo(term("*", "a"));
    assertThat(compile("a NOT nothing")).isEqualTo(term("*", "a"));
    assertThat(compile("nothing")).isEqualTo(new MatchNone());
    assertThat(compile("NOT nothing")).isEqualTo(new MatchNone());
  }

  @Test
  void searchesAClassInBothSchemesAndWithAllBelow() {
    assertThat(compile("H01M10"))
        .isEqualTo(
            bool(
                clause(Occur.SHOULD, prefix("ipc", "H01M10/")),
                clause(Occur.SHOULD, prefix("cpc", "H01M10/"))));
    assertThat(compile("IPC=H01M 10/0525")).isEqualTo(term("ipc", "H01M10/0525"));
    assertThat(compile("LOC=14")).isEqualTo(prefix("locarno", "14-"));
    assertThat(compile("地区=广东")).isEqualTo(prefix("region", "44"));
  }

  @Test
  void searchesANumberInAllItsForms() {
    assertThat(compile("ZL201710601862.3"))
        .isEqualTo(
            bool(
                clause(Occur.SHOULD, term("number", "ZL2017106018623")),
                clause(Occur.SHOULD, term("number", "CN2017106018623"))));
    assertThat(compile("PN=CN-11008*")).isEqualTo(prefix("number", "CN11008"));
  }

  @Test
  void takesDatesWithUntoldMonthOrDayIntoTheirYearAndMonth() {
    assertThat(compile("AD=2019")).isEqualTo(new Range("applicationDate", 20190000, 20191231));
    assertThat(compile("AD=2019-03")).isEqualTo(new Range("applicationDate", 20190300, 20190331));
    assertThat(compile("AD=2019-03-05"))
        .isEqualTo(new Range("applicationDate", 20190305, 20190305));
    assertThat(compile("AD=2019-03-01"))
        .isEqualTo(new Range("applicationDate", 20190301, 20190301));
    assertThat(compile("AD<=2019")).isEqualTo(new Range("applicationDate", 0, 20191231));
  }

  @Test
  void namesThePositionOfWhatAnalysisRefuses() {
    TiscException refused =
        catchThrowableOfType(TiscException.class, () -> compile("锂 AND li-ion*"));
    assertThat(refused.reason()).isEqualTo(Reason.INVALID_QUERY);
    assertThat(refused.violations().getFirst().position()).isEqualTo(6);
  }

  @Test
  void refusesWhatOwnersWouldRefuse() {
    TiscException wide =
        catchThrowableOfType(TiscException.class, () -> compile("a ".repeat(1_024)));
    assertThat(wide.reason()).isEqualTo(Reason.QUERY_TOO_LARGE);
    String nested = "a (b OR ".repeat(20) + "c" + ")".repeat(20);
    TiscException deep = catchThrowableOfType(TiscException.class, () -> compile(nested));
    assertThat(deep.reason()).isEqualTo(Reason.QUERY_TOO_LARGE);
  }
}
