package org.tisc.node.search;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;
import org.tisc.node.query.Dialect;
import org.tisc.node.query.QueryLanguage;
import org.tisc.node.query.Syntax;
import org.tisc.node.query.UnderstoodAs;

/**
 * The reference of the query language. Its examples are read by the language itself each time the
 * page is made, so that it cannot say what is not so.
 */
final class LanguagePage {
  /** A part of the reference: its examples, each with a sentence of the same number. */
  enum Part {
    WORDS(
        Dialect.TISC,
        "锂离子电池 隔膜",
        "锂 OR 钠 AND 电池",
        "(锂 OR 钠) AND 电池",
        "锂 且 电池 非 钠",
        "lithium -sodium",
        "（锂　或　钠）　且　电池"),
    TOGETHER(
        Dialect.TISC,
        "“固态 电池”",
        "\"solid state battery\"~3",
        "(锂 2W 电池)",
        "(lithium 3D battery)",
        "(lithium NEAR/4 battery)",
        "(lithium ADJ battery)",
        "((锂 OR 钠) 2W 电* 5W 隔膜)"),
    OPEN(Dialect.TISC, "batter*", "电池*", "colo?r", "wom#n", "电?池", "batter$", "batery~"),
    ALIKE(
        Dialect.TISC,
        "{锂电池 | 锂离子电池 | lithium battery}",
        "TI={photovoltaic | solar cell}",
        "({锂 | 钠} 5W 电池)",
        "TI,AB={PLA | 聚乳酸}",
        "聚乳酸 NOT {薄膜 | film | foil}"),
    FIELDS(
        Dialect.TISC,
        "名称=电池",
        "TI=(lithium OR sodium) NOT AB=lead",
        "名称,摘要=(锂 2W 电池)",
        "PA=华为 申请日>=2019",
        "TI!=电池"),
    VALUES(
        Dialect.TISC,
        "公开日=[2020 至 2021-06]",
        "AD>=2019-03",
        "IPC=H01M10",
        "H01M10/0525",
        "ZL201710601862.3",
        "状态=有效 地区=广东",
        "NICE=[1 TO 9]",
        "\"CN110083831A\""),
    CQL(
        Dialect.CQL,
        "dc.title any \"lithium sodium\" and dc.date >= 2019",
        "title = \"solid battery\" or title all \"battery solid\"",
        "title = lithium prox/distance<=3/ordered title = battery",
        "lithium or sodium and battery",
        "ipc = \"H01M 10/0525\" not dc.creator = smith"),
    ESPACENET(
        Dialect.ESPACENET,
        "mouse trap",
        "ti=mouse or pa=logitech and pd>=2019",
        "ta all \"mouse trap\"",
        "cpc=H01M10/0525 not ti=colo?r",
        "ti=mouse prox/distance<3 ti=trap"),
    PATENTSCOPE(
        Dialect.PATENTSCOPE,
        "EN_TI:(mouse AND trap)",
        "DP:[01.01.2006 TO 31.12.2011] AND IC:H01M",
        "EN_AB:\"mouse trap\"~10",
        "EN_ALL:(mouse NEAR3 trap) NOT PA:acme",
        "EN_TI:wom?n");

    private final Dialect dialect;

    // Lists made by List.of never change; the checker only knows the interface.
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> examples;

    Part(Dialect dialect, String... examples) {
      this.dialect = dialect;
      this.examples = List.of(examples);
    }

    Dialect dialect() {
      return dialect;
    }

    List<String> examples() {
      return examples;
    }
  }

  private static final List<String> REFUSED =
      List.of(
          "(锂 OR 钠",
          "锂 AND OR 钠",
          "titel=电池",
          "*电池",
          "\"lithium batter*\"",
          "TI=锂 2W AB=电池",
          "IPC=电池",
          "PD=[2021 TO 2020]");

  private final QueryLanguage language;
  private final SearchTexts texts;

  LanguagePage(QueryLanguage language, SearchTexts texts) {
    this.language = language;
    this.texts = texts;
  }

  LanguageView view() {
    List<LanguageView.Section> sections = new ArrayList<>();
    for (Part part : Part.values()) {
      sections.add(section(part));
    }
    return new LanguageView(
        texts,
        sections,
        REFUSED.stream().map(this::refused).toList(),
        limits(),
        SearchView.fields(texts));
  }

  private LanguageView.Section section(Part part) {
    String key = "language." + part.name();
    List<LanguageView.Example> examples = new ArrayList<>();
    for (String query : part.examples()) {
      String meaning = texts.of(key + "." + (examples.size() + 1));
      examples.add(new LanguageView.Example(query, understood(query, part.dialect()), meaning));
    }
    String dialect = part.dialect() == Dialect.TISC ? "" : part.dialect().id();
    return new LanguageView.Section(texts.of(key), texts.of(key + ".intro"), dialect, examples);
  }

  private String understood(String query, Dialect dialect) {
    return UnderstoodAs.line(language.parse(query, dialect, texts.locale()).tree(), texts.locale());
  }

  private LanguageView.Row refused(String query) {
    try {
      language.parse(query, texts.locale());
      throw new IllegalStateException("The reference calls a good query refused: " + query);
    } catch (TiscException refused) {
      return new LanguageView.Row(
          query,
          refused.violations().stream().map(Violation::message).collect(Collectors.joining(" ")));
    }
  }

  private List<LanguageView.Row> limits() {
    return List.of(
        limit("characters", QueryLanguage.LONGEST),
        limit("clauses", QueryLanguage.MOST_CLAUSES),
        limit("depth", QueryLanguage.DEEPEST),
        limit("distance", Syntax.Near.FARTHEST),
        limit("free", QueryLanguage.MOST_FREE));
  }

  private LanguageView.Row limit(String name, int bound) {
    return new LanguageView.Row(texts.of("language.limit." + name), texts.of("number", bound));
  }
}
