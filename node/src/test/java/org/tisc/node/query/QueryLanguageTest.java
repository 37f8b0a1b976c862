package org.tisc.node.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What queries mean, told by their English "understood as" line. */
class QueryLanguageTest {
  private final QueryLanguage language = new QueryLanguage(new FakeNumbers());

  private String understood(String text) {
    return UnderstoodAs.line(language.parse(text, Locale.ENGLISH).tree(), Locale.ENGLISH);
  }

  private List<RemarkKey> notes(String text) {
    return language.parse(text, Locale.ENGLISH).notes().stream().map(Remark::key).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "锂离子电池 隔膜 | 锂离子电池 AND 隔膜",
        "锂离子电池，隔膜；涂层 | 锂离子电池 AND 隔膜 AND 涂层",
        "lithium battery | lithium AND battery",
        "a b OR c d | (a AND b) OR (c AND d)",
        "a OR b AND c | a OR (b AND c)",
        "(a OR b) c | (a OR b) AND c",
        "a AND NOT b | a AND NOT b",
        "NOT a OR b | NOT a OR b",
        "NOT NOT a | a",
        "NOT (NOT a) | a",
        "NOT (a b) | NOT (a AND b)",
        "(a AND (b AND c)) | a AND b AND c",
        "锂 -钠 | 锂 AND NOT 钠",
        "锂 −“钠 电池” | 锂 AND NOT `钠 电池`",
        "lithium - a review | lithium AND a AND review",
        "+锂 +钠 | 锂 AND 钠",
        "* | *",
        "*:* | *",
        "batter* | batter*",
        "电池* | 电池*",
        "电* | 电*",
        "ＴＩ＝（锂　ＯＲ　钠）　ＡＮＤ　电池 | TI=(锂 OR 钠) AND 电池",
        "What is a battery? | What AND is AND a AND battery",
        "C++ C# | C++ AND C#",
        "AT&T | AT&T",
        "poly(vinyl)alcohol | poly(vinyl)alcohol",
        "benzo[a]pyrene | benzo[a]pyrene",
        "3:1 混合 | 3:1 AND 混合",
        "背景：电池 | 背景:电池",
        "《论语》 | 论语",
        "[0001] 电池 | 0001 AND 电池",
      })
  void readsWordsAndOperators(String text, String expected) {
    assertThat(understood(text.strip())).isEqualTo(expected.strip().replace('`', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"锂 离子\" | \"锂 离子\"",
        "“锂离子 电池” | \"锂离子 电池\"",
        "「锂离子」 | \"锂离子\"",
        "『锂\"离\"子』 | \"锂 离 子\"",
        "TI=“固态 电池” | TI=\"固态 电池\"",
        "电池\"固态\"隔膜 | 电池 AND \"固态\" AND 隔膜",
      })
  void readsQuotations(String text, String expected) {
    assertThat(understood(text.strip())).isEqualTo(expected.strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TI=电池|TI=电池",
        "ti:电池|TI=电池",
        "名称＝电池|TI=电池",
        "名称 = 电池|TI=电池",
        "发明名称：电池|TI=电池",
        "摘要=(锂 AND 电池)|AB=(锂 AND 电池)",
        "CLMS=batter*|CLM=batter*",
        "说明书=电解液|DES=电解液",
        "申请人=鸿富锦精密工业（深圳）有限公司|PA=鸿富锦精密工业(深圳)有限公司",
        "申请(专利权)人=华为|PA=华为",
        "发明人=王小明|IN=王小明",
        "TI!=电池|NOT TI=电池",
        "NOT TI≠电池|TI=电池",
        "-TI=电池|NOT TI=电池",
        "TAC=电池|电池",
        "主题=(锂 OR 钠)|锂 OR 钠",
        "类型=专利|KIND=PATENT",
        "KIND=gi|KIND=GEOGRAPHICAL_INDICATION",
        "状态=有效|LS=IN_FORCE",
        "LS=(有效 OR 审中)|LS=(IN_FORCE OR PENDING)",
        "国别=中国|OFFICE=CN",
        "office:us|OFFICE=US",
        "类别=第35类|NICE=35",
        "NICE=09|NICE=9",
        "洛迦诺=14-3|LOC=14-03",
        "LOC=14|LOC=14-*",
        "地区=广东省|REGION=44*",
        "地区=310115|REGION=310115*",
        "REGION=fr|REGION=FR",
        "DOI=https://doi.org/10.1000/xyz(2020)12:3-4|DOI=\"10.1000/xyz(2020)12:3-4\"",
        "KC=A1|KC=A1",
        "关键词=固态|KW=固态",
        "商品=服装|GS=服装",
      })
  void readsFields(String text, String expected) {
    assertThat(understood(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "IPC=H01M 10/0525|IPC=H01M10/0525",
        "IPC=H01M\u00A010/0525|IPC=H01M10/0525",
        "IPC=H01M0010/0525|IPC=H01M10/0525",
        "IPC=H01M-0010/0525|IPC=H01M10/0525",
        "IPC=H01M0010052500|IPC=H01M10/0525",
        "IPC=h01m10/0525|IPC=H01M10/0525",
        "IPC=\"H01M 10/0525\"|IPC=H01M10/0525",
        "IC=H01M10/05*|IPC=H01M10/05*",
        "IPC=H01M10/*|IPC=H01M10/*",
        "IPC=H01M10|IPC=H01M10/*",
        "IPC=H01M1*|IPC=H01M1*",
        "IPC=H01M|IPC=H01M*",
        "CPC=Y02E|CPC=Y02E*",
        "IPC=H|IPC=H*",
        "IPC=(H01M OR B60L 50/60)|IPC=(H01M* OR B60L50/60)",
        "H01M 10/0525 电池|CLASS=H01M10/0525 AND 电池",
        "H01M10/*|CLASS=H01M10/*",
        "h01m10/0525|CLASS=H01M10/0525",
        "H01M|CLASS=H01M*",
      })
  void readsClassSymbols(String text, String expected) {
    assertThat(understood(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PD=[20200101 TO 20211231]|PD=[2020-01-01 TO 2021-12-31]",
        "公开日=［2020-01 至 2021年3月］|PD=[2020-01-01 TO 2021-03-31]",
        "PD=[2020，2021]|PD=[2020-01-01 TO 2021-12-31]",
        "DP:[01.01.2006 TO 31.12.2011]|PD=[2006-01-01 TO 2011-12-31]",
        "PD=[2020 TO *]|PD>=2020-01-01",
        "PD=[* TO 2020]|PD<=2020-12-31",
        "PD>=2020|PD>=2020-01-01",
        "PD>2020|PD>=2021-01-01",
        "PD<2020-03|PD<=2020-02-29",
        "申请日＜＝2020年3月1日|AD<=2020-03-01",
        "申请日≥2020|AD>=2020-01-01",
        "申请日 > 2010|AD>=2011-01-01",
        "申请日=2019|AD=2019",
        "AD=2019-03|AD=2019-03",
        "AD=201903|AD=2019-03",
        "AD=2019/3/5|AD=2019-03-05",
        "AD=2019.03.05|AD=2019-03-05",
        "AD=20190305|AD=2019-03-05",
        "AD=2019-2021|AD=[2019-01-01 TO 2021-12-31]",
        "AD=2019至2021|AD=[2019-01-01 TO 2021-12-31]",
        "AD!=2019|NOT AD=2019",
        "AD=(2019 OR [2021-05-01 TO 2021-06-15])|AD=(2019 OR [2021-05-01 TO 2021-06-15])",
        "2019年3月|PD=2019-03",
        "2019-03-05|PD=2019-03-05",
        "2019|2019",
        "2019-2021|PD=[2019-01-01 TO 2021-12-31]",
        "2021-2019|2021-2019",
        "20200301|PD=2020-03-01",
        "20201301|20201301",
      })
  void readsDates(String text, String expected) {
    assertThat(understood(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CN110083831A|NUM=CN110083831A",
        "CN 110083831 A|NUM=CN110083831A",
        "ZL201710601862.3|NUM=ZL201710601862.3",
        "201710601862.3|NUM=201710601862.3",
        "ＣＮ１１００８３８３１Ａ|NUM=CN110083831A",
        "PCT/CN2020/123456|NUM=PCT/CN2020/123456",
        "CN11008*|NUM=CN11008*",
        "PN=CN11008*|PN=CN11008*",
        "公开号=CN 110083831 A|PN=CN110083831A",
        "AN=(CN201710601862 OR CN201710601863)|AN=(CN201710601862 OR CN201710601863)",
        "\"CN110083831A\"|\"CN110083831A\"",
        "动力电池 GB 380310|动力电池 AND (NUM=GB380310 OR \"GB 380310\")",
        "NOT TS2350100|NOT (NUM=TS2350100 OR \"TS2350100\")",
        "锂 OR TS2350100|锂 OR NUM=TS2350100 OR \"TS2350100\"",
        "TS23501*|TS23501*",
      })
  void readsNumbers(String text, String expected) {
    assertThat(understood(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "锂 且 电池 或 钠|(锂 AND 电池) OR 钠",
        "锂 与 电池|锂 AND 电池",
        "锂 非 钠|锂 AND NOT 钠",
        "非 (锂 或 钠)|NOT (锂 OR 钠)",
        "锂 or 钠 and 电池|锂 OR (钠 AND 电池)",
        "申请人=格力 and 申请日>2010|PA=格力 AND AD>=2011-01-01",
        "TI=lithium or TI=sodium|TI=lithium OR TI=sodium",
        "method and apparatus|method AND apparatus",
        "device or method|device AND \"or\" AND method",
        "does not require|does AND \"not\" AND require",
        "and battery|\"and\" AND battery",
        "电池 或|电池 AND \"或\"",
        "TI=and|TI=\"and\"",
        "非接触式 与非门|非接触式 AND 与非门",
        "AND(锂 OR 钠)|",
      })
  void readsOperatorWordsOnlyWhereTheyAreMeant(String text, String expected) {
    if (expected == null) {
      assertThat(Mistakes.of(language, text)).containsExactly("EXPECTED_OPERAND@0");
    } else {
      assertThat(understood(text)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "(锂 2W 电池)|(锂 2W 电池)",
        "（锂 ２Ｗ 电池）|(锂 2W 电池)",
        "TI=(lithium 3D battery)|TI=(lithium 3D battery)",
        "(lithium NEAR battery)|(lithium 5D battery)",
        "(lithium NEAR/3 battery)|(lithium 3D battery)",
        "(lithium NEAR12 battery)|(lithium 12D battery)",
        "(lithium ADJ battery)|(lithium 0W battery)",
        "(lithium PRE4 battery)|(lithium 4W battery)",
        "a AND b 2W c OR d|(a AND (b 2W c)) OR d",
        "NOT b 2W c AND a|NOT (b 2W c) AND a",
        "(a 1W b 2D c)|((a 1W b) 2D c)",
        "(a 1W (b 2D c))|(a 1W (b 2D c))",
        "((锂 OR 钠) 3W \"固态 电池\")|((锂 OR 钠) 3W \"固态 电池\")",
        "(batter* 3W colo?r)|(batter* 3W colo?r)",
        "TI=锂 2W TI=电池|TI=(锂 2W 电池)",
        "TI,AB=(锂 2W 电池)|TI,AB=(锂 2W 电池)",
        "(H01M 2W 2019-03-05)|(H01M 2W 2019-03-05)",
        "metal 3D printing|metal AND 3D AND printing",
        "3D printing AND (laser OR beam)|3D AND printing AND (laser OR beam)",
        "TI=(3D 打印)|TI=(3D AND 打印)",
        "\"锂 电池\"~3|\"锂 电池\"~3",
        "TI=“solid battery”～5|TI=\"solid battery\"~5",
        "\"锂 电池\"~0|\"锂 电池\"",
      })
  void readsDistances(String text, String expected) {
    assertThat(understood(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "colo?r|colo?r",
        "TI=colou?|TI=colou?",
        "colou?|colou?",
        "batter#|batter#",
        "wom#n NOT m?|wom#n AND NOT m",
        "electro??ic*|electro??ic*",
        "电?池|电?池",
        "电#池*|电#池*",
        "电池#|电池",
        "C# F#|C# AND F#",
        "batter$|batter*",
        "US$ 5|US$ AND 5",
        "No.#5|No.#5",
        "what does it cost?|what AND does AND it AND cost",
      })
  void readsFreeCharacters(String text, String expected) {
    assertThat(understood(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TI,AB=(锂 AND 电池)|TI,AB=(锂 AND 电池)",
        "TI/AB/CLM=锂|TI,AB,CLM=锂",
        "名称,摘要 += (锂 and 电池)|TI,AB=(锂 AND 电池)",
        "名称，摘要=锂|TI,AB=锂",
        "名称、摘要、说明书：锂|TI,AB,DES=锂",
        "电池，名称、摘要=锂|电池 AND TI,AB=锂",
        "TAC,DES=锂|TI,AB,CLM,DES=锂",
        "TI,TI=锂|TI=锂",
        "PD,AD=[2020 TO 2021]|PD,AD=[2020-01-01 TO 2021-12-31]",
        "PD,AD>=2020|PD,AD>=2020-01-01",
        "IPC,CPC=H01M10/*|IPC,CPC=H01M10/*",
        "商品/服务=服装|GS=服装",
        "NICE=[1 TO 3]|NICE=(1 OR 2 OR 3)",
        "NICE=[44 TO *]|NICE=(44 OR 45)",
        "类别>=44|NICE=(44 OR 45)",
        "NICE<3|NICE=(1 OR 2)",
        "NICE!=[1 TO 2]|NOT NICE=(1 OR 2)",
      })
  void readsListsOfFieldsAndRangesOfClasses(String text, String expected) {
    assertThat(understood(text)).isEqualTo(expected);
  }

  @Test
  void takesTheSignsOfOtherLanguages() {
    assertThat(understood("a && b || c")).isEqualTo("(a AND b) OR c");
  }

  @Test
  void tellsHowItReadWhatCouldBeMeantOtherwise() {
    assertThat(notes("a b OR c")).containsExactly(RemarkKey.MIXED_OPERATORS);
    assertThat(notes("(a b) OR c")).isEmpty();
    assertThat(notes("IPC=H01M10")).containsExactly(RemarkKey.CLASS_WIDENED);
    assertThat(notes("IPC=H01M10/*")).isEmpty();
    assertThat(notes("device or method")).containsExactly(RemarkKey.SMALL_OPERATOR);
    assertThat(notes("Johnson & Johnson")).containsExactly(RemarkKey.AMPERSAND);
    assertThat(notes("TI=lithium battery")).containsExactly(RemarkKey.FIELD_TAKES_ONE);
    assertThat(notes("CN110083831A")).containsExactly(RemarkKey.READ_AS_NUMBER);
    assertThat(notes("TS2350100")).containsExactly(RemarkKey.ALSO_READ_AS_NUMBER);
    assertThat(notes("2019-03-05")).containsExactly(RemarkKey.READ_AS_DATE);
    assertThat(notes("H01M10/0525")).containsExactly(RemarkKey.READ_AS_CLASS);
    assertThat(notes("does it burn?")).containsExactly(RemarkKey.QUESTION_MARK);
    assertThat(notes("电池?")).containsExactly(RemarkKey.QUESTION_MARK);
    assertThat(notes("metal 3D printing")).containsExactly(RemarkKey.DISTANCE_AS_TEXT);
    assertThat(notes("(锂 W2 电池)")).containsExactly(RemarkKey.NO_DISTANCE);
    assertThat(notes("TI=(lithium 2w battery)")).containsExactly(RemarkKey.NO_DISTANCE);
    assertThat(notes("TI=(lithium S battery)")).containsExactly(RemarkKey.NO_DISTANCE);
    assertThat(notes("(锂 XOR 钠)")).containsExactly(RemarkKey.XOR_AS_TEXT);
    assertThat(notes("vitamin P deficiency")).isEmpty();
  }

  @Test
  void keepsThePositionsOfTheTextAsTyped() {
    Syntax tree = language.parse("　名称＝电池　AND  “固态 锂”", Locale.CHINESE).tree();
    assertThat(tree).isInstanceOf(Syntax.And.class);
    List<Syntax> parts = ((Syntax.And) tree).parts();
    assertThat(parts.getFirst().span()).isEqualTo(new Span(1, 6));
    assertThat(parts.getLast().span()).isEqualTo(new Span(12, 18));
    assertThat(tree.span()).isEqualTo(new Span(1, 18));
  }

  @Test
  void saysTheSameInChinese() {
    Syntax tree =
        language
            .parse("TI=(lithium OR 钠) NOT LS=DEAD PD=[2020 TO 2021] KIND=PATENT", Locale.ENGLISH)
            .tree();
    assertThat(UnderstoodAs.line(tree, Locale.CHINESE))
        .isEqualTo("名称=(lithium 或 钠) 且 非 状态=失效 且 公开日=[2020-01-01 至 2021-12-31] 且 类型=专利");
  }
}
