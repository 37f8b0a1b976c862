package org.tisc.node.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tisc.federation.identity.NetworkId;
import org.tisc.node.query.FakeNumbers;
import org.tisc.node.query.QueryField;
import org.tisc.node.query.QueryLanguage;
import org.tisc.node.query.UnderstoodAs;
import org.tisc.node.web.Reply;

class ExpertHttpTest {
  private final QueryLanguage language = new QueryLanguage(new FakeNumbers());
  private final FakeRoutes routes = new FakeRoutes();

  @BeforeEach
  void declare() {
    new ExpertHttp(language, () -> List.of(new NetworkId("jjj"))).declare(routes);
  }

  /** Rows as {@code OPERATOR FIELD TERMS}, and further parameters as names and values. */
  private Reply answer(List<String> rows, String... others) throws Exception {
    Map<String, List<String>> given = new HashMap<>();
    for (String row : rows) {
      String[] parts = row.split(" ", 3);
      given.computeIfAbsent("op", _ -> new ArrayList<>()).add(parts[0]);
      given.computeIfAbsent("field", _ -> new ArrayList<>()).add(parts[1]);
      given.computeIfAbsent("terms", _ -> new ArrayList<>()).add(parts.length > 2 ? parts[2] : "");
    }
    for (int i = 0; i < others.length; i += 2) {
      given.put(others[i], List.of(others[i + 1]));
    }
    return routes.call("GET /search/expert", new FakeExchange(Locale.ENGLISH, given, ""));
  }

  private ExpertView view(List<String> rows, String... others) throws Exception {
    return view((Reply.Page) answer(rows, others));
  }

  private static ExpertView view(Reply.Page page) {
    return Objects.requireNonNull((ExpertView) page.model().get("view"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "AND TI 电池 | | | TI=电池",
        "AND TI lithium battery | OR AB 隔膜 | | TI=(lithium battery) OR AB=隔膜",
        "AND TI 电池 | OR AB 隔膜 | NOT PA 华为 | (TI=电池 OR AB=隔膜) NOT PA=华为",
        "AND TI 电池 | AND AB 隔膜 | AND PD >=2019 | TI=电池 AND AB=隔膜 AND PD>=2019",
        "NOT TI lead | AND TI 电池 | | NOT TI=lead AND TI=电池",
        "AND TAC 电池 隔膜 | AND PD [2019 TO 2020] | | (电池 隔膜) AND PD=[2019 TO 2020]",
        "AND IPC H01M 10/0525 | | | IPC=\"H01M 10/0525\"",
        "AND NICE 9 OR 35 | | | NICE=(9 OR 35)",
        "AND TI \"solid battery\"~3 | | | TI=(\"solid battery\"~3)",
        "AND TI batter* | | | TI=(batter*)",
        "AND TI  | AND AB 隔膜 | | AB=隔膜",
      })
  void rowsAreReadFromTheFirstToTheLast(String first, String second, String third, String expected)
      throws Exception {
    List<String> rows = Stream.of(first, second, third).filter(row -> row != null).toList();
    ExpertView view = view(rows);
    assertThat(view.query()).isEqualTo(expected);
    assertThat(view.mistakes()).isEmpty();
  }

  @Test
  void aRowJoinsWithAllRowsBeforeIt() throws Exception {
    String query =
        view(List.of("AND TI a1", "AND TI b1", "OR TI c1", "AND TI d1", "OR TI e1")).query();
    assertThat(query).isEqualTo("(((TI=a1 AND TI=b1) OR TI=c1) AND TI=d1) OR TI=e1");
    assertThat(UnderstoodAs.line(language.parse(query, Locale.ENGLISH).tree(), Locale.ENGLISH))
        .isEqualTo("(((TI=a1 AND TI=b1) OR TI=c1) AND TI=d1) OR TI=e1");
  }

  @Test
  void theSearchGetsTheQueryWithScopeAndKind() throws Exception {
    Reply.Redirect there =
        (Reply.Redirect)
            answer(List.of("AND TI 电池"), "act", "search", "scope", "local", "kind", "PATENT");
    assertThat(there.location())
        .isEqualTo("/search?q=TI%3D%E7%94%B5%E6%B1%A0&scope=local&kind=PATENT");
  }

  @Test
  void mistakesKeepTheRowsAndStandAtTheirRow() throws Exception {
    Reply.Page page =
        (Reply.Page) answer(List.of("AND TI 电池", "AND PD yesterday", "OR TI (x"), "act", "search");
    assertThat(page.status()).isEqualTo(400);
    ExpertView view = view(page);
    assertThat(view.rows())
        .extracting(ExpertView.Row::terms)
        .containsExactly("电池", "yesterday", "(x");
    assertThat(view.rows().get(0).mistakes()).isEmpty();
    assertThat(view.rows().get(1).mistakes()).isNotEmpty();
    assertThat(view.rows().get(2).mistakes()).isNotEmpty();
    assertThat(view.query()).isEmpty();
    assertThat(chosen(view.rows().get(1).fields())).isEqualTo("PD");
    assertThat(chosen(view.rows().get(2).operators())).isEqualTo("OR");
  }

  private static String chosen(List<SearchView.Choice> choices) {
    return choices.stream()
        .filter(SearchView.Choice::chosen)
        .map(SearchView.Choice::value)
        .findFirst()
        .orElse("");
  }

  @Test
  void nothingToSeekIsSaid() throws Exception {
    Reply.Page page = (Reply.Page) answer(List.of("AND TI ", "AND AB "), "act", "search");
    assertThat(page.status()).isEqualTo(400);
    assertThat(view(page).mistakes()).containsExactly("No row says what is sought.");
  }

  @Test
  void rowsComeAndGoWithoutScript() throws Exception {
    assertThat(view(List.of()).rows()).hasSize(3);
    assertThat(view(List.of("AND TI a1", "AND TI b1", "AND TI c1"), "act", "more").rows())
        .hasSize(4);
    assertThat(view(List.of("AND TI a1", "AND TI b1", "AND TI c1"), "less", "2").rows())
        .extracting(ExpertView.Row::terms)
        .containsExactly("a1", "c1");
    assertThat(view(List.of("AND TI a1"), "less", "1").rows()).hasSize(1);
    assertThat(view(List.of("AND TI a1", "AND TI b1", "AND TI c1"), "less", "9x").rows())
        .hasSize(3);
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      many.add("AND TI w" + i);
    }
    assertThat(view(many, "act", "more").rows()).hasSize(20);
  }

  @Test
  void fieldsAndOperatorsThatAreNoneAreTheFirst() throws Exception {
    ExpertView view = view(List.of("XOR nonsense 电池", "AND ADDR CN1"));
    assertThat(view.query()).isEqualTo("电池 AND CN1");
  }

  @Test
  void theListOfFieldsIsThatOfTheKind() throws Exception {
    assertThat(view(List.of(), "kind", "TRADEMARK").fields())
        .extracting(SearchView.FieldHelp::name)
        .contains("NICE", "GS", "TI")
        .doesNotContain("CLM", "IPC", "DOI");
    assertThat(view(List.of(), "kind", "PATENT").fields())
        .extracting(SearchView.FieldHelp::name)
        .contains("CLM", "IPC")
        .doesNotContain("NICE", "DOI");
    assertThat(view(List.of(), "kind", "nonsense").fields())
        .hasSize((int) Stream.of(QueryField.values()).filter(QueryField::searchable).count());
    // A field that was chosen before stays chosen.
    assertThat(
            chosen(view(List.of("AND IPC H01M"), "kind", "TRADEMARK").rows().getFirst().fields()))
        .isEqualTo("IPC");
  }

  @Test
  void everyFieldIsExplainedByAnExampleThatTheLanguageReads() {
    for (Locale locale : List.of(Locale.CHINESE, Locale.ENGLISH)) {
      for (SearchView.FieldHelp field : FieldGuide.fields(SearchTexts.in(locale))) {
        assertThat(language.parse(field.example(), locale).tree()).as(field.example()).isNotNull();
        assertThat(field.values()).isNotBlank();
        assertThat(field.operators()).isNotBlank();
        assertThat(field.kinds()).isNotBlank();
      }
    }
  }
}
