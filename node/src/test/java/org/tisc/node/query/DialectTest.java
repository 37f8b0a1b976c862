package org.tisc.node.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tisc.federation.error.TiscException;

/** What queries of other systems mean, told by the English line of the own language. */
class DialectTest {
  private final QueryLanguage language = new QueryLanguage(new FakeNumbers());
  private final QueryCompiler compiler = new QueryCompiler(new FakeAnalysis(), new FakeNumbers());

  /** The line, which must itself read as the same query. */
  private String understood(String text, Dialect dialect) {
    Syntax tree = language.parse(text, dialect, Locale.ENGLISH).tree();
    for (Locale locale : List.of(Locale.CHINESE, Locale.ENGLISH)) {
      String line = UnderstoodAs.line(tree, locale);
      assertThat(compiler.compile(language.parse(line, locale).tree(), locale))
          .as(line)
          .isEqualTo(compiler.compile(tree, locale));
    }
    return UnderstoodAs.line(tree, Locale.ENGLISH);
  }

  private List<String> mistakes(String text, Dialect dialect) {
    try {
      return List.of("none: " + language.parse(text, dialect, Locale.ENGLISH).tree());
    } catch (TiscException refused) {
      return refused.violations().stream()
          .map(one -> Mistakes.key(one.message()) + "@" + one.position())
          .toList();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "lamp|lamp",
        "lamp and desk or chair|(lamp AND desk) OR chair",
        "a or b and c|(a OR b) AND c",
        "a not b not c|a AND NOT b AND NOT c",
        "dc.title = \"desk lamp\"|TI=\"desk lamp\"",
        "dc.title adj \"desk lamp\"|TI=\"desk lamp\"",
        "dc.title any \"desk lamp\"|TI=(desk OR lamp)",
        "dc.title all/stem \"desk lamp\"|TI=(desk AND lamp)",
        "dc.title <> lamp|NOT TI=lamp",
        "a not dc.title <> lamp|a AND TI=lamp",
        "名称 = 台灯|TI=台灯",
        "dc.title = lamp*|TI=lamp*",
        "dc.title = l?mp|l?mp",
        "dc.title = la?p|TI=la#p",
        "dc.title = \"desk lamp*\"|TI=(desk 0W lamp*)",
        "dc.title any \"desk* la?p\"|TI=(desk* OR la#p)",
        "dc.title = \"5\\*\"|TI=\"5\"",
        "dc.creator = smith|IN=smith",
        "cql.anywhere = lamp|TI,AB,CLM,DES,PA,IN,KW,GS,PROD=lamp",
        "cql.allRecords = 1|*",
        "dc.date within \"2019 2021\"|PD=[2019-01-01 TO 2021-12-31]",
        "dc.date >= 2019|PD>=2019-01-01",
        "dc.date = 2019|PD=2019",
        "dc.identifier = \"CN 110083831 A\"|NUM=CN110083831A",
        "ipc = \"H01M 10/0525\"|IPC=H01M10/0525",
        "ipc any \"H01M10/0525 B60L\"|IPC=(H01M10/0525 OR B60L*)",
        "cpc == H01M10/*|CPC=H01M10/*",
        "dc.type = patent|KIND=PATENT",
        "CN110083831A|NUM=CN110083831A",
        "\"and\"|\"and\"",
        "xml:element|\"xml:element\"",
        "title=a prox title=b|TI=(a 0D b)",
        "title=a prox/distance<=3/ordered title=b|TI=(a 2W b)",
        "title=a prox/unit=word/distance<3 (title=b or title=c)|",
        "a prox/distance=1 (b or c)|(a 0D (b OR c))",
        "> d = \"info:srw/cql-context-set/1/dc-v1.1\" d.title any lamp|TI=lamp",
        "> \"http://purl.org/dc/elements/1.1/\" creator = smith|IN=smith",
        "((a or b)) and (c not d)|(a OR b) AND c AND NOT d",
      })
  void readsCql(String text, String expected) {
    if (text.contains("l?mp")) {
      assertThat(mistakes(text, Dialect.CQL)).containsExactly("SHORT_TRUNCATION@11");
    } else if (expected == null) {
      assertThat(mistakes(text, Dialect.CQL)).containsExactly("DISTANCE_OVER_FIELDS@8");
    } else {
      assertThat(understood(text, Dialect.CQL)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a sortby dc.date|CQL_SORT@0",
        "nonsense = a|CQL_UNKNOWN_INDEX@0",
        "dc.rights = a|CQL_UNKNOWN_INDEX@0",
        "dc.language = zh|FIELD_NOT_HELD@0",
        "> x = \"info:unknown\" x.y = 1|CQL_UNKNOWN_SET@0",
        "dc.title any/fuzzy lamp|CQL_MODIFIER@13",
        "dc.title =/rel.algorithm=cori lamp|CQL_MODIFIER@11",
        "a and/rel.combine=sum b|CQL_NO_MODIFIER@6",
        "dc.title == lamp|CQL_RELATION@9",
        "dc.title within lamp|CQL_RELATION@9",
        "dc.title encloses lamp|CQL_RELATION@9",
        "dc.title rel.odd lamp|CQL_RELATION@9",
        "dc.title > lamp|COMPARISON_NEEDS_DATE@9",
        "dc.date = yesterday|BAD_DATE@10",
        "dc.date within \"2019\"|BAD_RANGE@15",
        "dc.title = ^lamp|CQL_ANCHOR@11",
        "dc.title = *lamp|LEADING_WILDCARD@11",
        "dc.title = ?lamp|LEADING_WILDCARD@11",
        "dc.title = la*p|INNER_WILDCARD@11",
        "dc.title = \"+ =\"|EMPTY_QUOTE@11",
        "a prox/unit=sentence b|CQL_UNIT@7",
        "a prox/unit=paragraph/distance=0 b|CQL_UNIT@7",
        "a prox/distance>3 b|CQL_DISTANCE@7",
        "a prox/distance=3 b|CQL_DISTANCE@7",
        "a prox/distance<1 b|CQL_DISTANCE@7",
        "a prox/distance<=200 b|TOO_FAR@2",
        "a prox/odd b|CQL_MODIFIER@7",
        "a and b prox c|DISTANCE_OPERAND@0",
        "title=a prox ab=b|DISTANCE_OVER_FIELDS@8",
        "desk lamp|CQL_OPERATOR@5",
      })
  void refusesWhatItCannotRunOfCqlAtItsPlace(String text, String expected) {
    assertThat(mistakes(text, Dialect.CQL)).containsExactly(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "mouse trap|mouse AND trap",
        "ti=mouse and pa=logitech|TI=mouse AND PA=logitech",
        "ti=mouse or ti=trap and in=smith|(TI=mouse OR TI=trap) AND IN=smith",
        "mouse not trap|mouse AND NOT trap",
        "mouse and not trap|mouse AND NOT trap",
        "ti=\"mouse trap\"|TI=\"mouse trap\"",
        "ta any \"mouse trap\"|TI,AB=(mouse OR trap)",
        "ia=smith|IN,PA=smith",
        "txt=mouse|TI,AB,IN,PA=mouse",
        "ftxt=mouse|TI,AB,CLM,DES=mouse",
        "ti=colo?r|TI=colo?r",
        "ti=wom#n|TI=wom#n",
        "ti=mous*|TI=mous*",
        "cpc=H01M10/0525|CPC=H01M10/0525",
        "cl=H01M10|CLASS=H01M10/*",
        "ipc=H01M and pd>=2019|IPC=H01M* AND PD>=2019-01-01",
        "pd within \"20190101,20191231\"|PD=2019",
        "pn=CN110083831A|PN=CN110083831A",
        "ti=mouse prox/distance<3 ti=trap|TI=(mouse 1D trap)",
        "ti=mouse prox/ordered ti=trap|TI=(mouse 0W trap)",
        "CN110083831A H01M10/0525|NUM=CN110083831A AND CLASS=H01M10/0525",
        "method all lamps|method AND all AND lamps",
      })
  void readsEspacenet(String text, String expected) {
    assertThat(understood(text, Dialect.ESPACENET)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ti=*mouse|LEADING_WILDCARD@3",
        "pr=CN201710601862|FIELD_NOT_HELD@0",
        "ct=EP1000000|FIELD_NOT_HELD@0",
        "ti=mouse prox/unit=sentence ti=trap|CQL_UNIT@14",
        "xyz=mouse|CQL_UNKNOWN_INDEX@0",
      })
  void refusesWhatItCannotRunOfEspacenetAtItsPlace(String text, String expected) {
    assertThat(mistakes(text, Dialect.ESPACENET)).containsExactly(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "EN_TI:mouse|TI=mouse",
        "EN_TI/mouse|TI=mouse",
        "EN_TI:(mouse AND trap)|TI=(mouse AND trap)",
        "ZH_AB:捕鼠器|AB=捕鼠器",
        "EN_ALL:pizza|TI,AB,CLM,DES=pizza",
        "pizza|TI,AB,CLM,DES=pizza",
        "pizza oven|TI,AB,CLM,DES=pizza AND TI,AB,CLM,DES=oven",
        "EN_TI:mouse trap|TI=mouse AND TI,AB,CLM,DES=trap",
        "DP:([01.01.1940 TO 31.12.2005]) AND EN_ALL:pizza|PD=[1940-01-01 TO 2005-12-31] AND"
            + " TI,AB,CLM,DES=pizza",
        "DP:[01.01.2006 TO 31.12.2011]|PD=[2006-01-01 TO 2011-12-31]",
        "IC:H01M AND PA:siemens|IPC=H01M* AND PA=siemens",
        "IC/H01M10/0525|IPC=H01M10/0525",
        "FP:mouse|TI,AB,PA,IN=mouse",
        "CTR:CN|OFFICE=CN",
        "EN_AB:\"mouse trap\"~10|AB=\"mouse trap\"~10",
        "EN_AB:(mouse NEAR trap)|AB=(mouse 5D trap)",
        "EN_AB:(mouse NEAR3 trap)|AB=(mouse 3D trap)",
        "EN_TI:wom?n|TI=wom#n",
        "EN_TI:elec* NOT EN_TI:motor|TI=elec* AND NOT TI=motor",
        "a OR b AND c|TI,AB,CLM,DES=a OR (TI,AB,CLM,DES=b AND TI,AB,CLM,DES=c)",
        "AD:2010|AD=2010",
        "\"a^2 b\"|TI,AB,CLM,DES=\"a^2 b\"",
      })
  void readsPatentscope(String text, String expected) {
    assertThat(understood(text, Dialect.PATENTSCOPE)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "EN_TI:mouse^10|WEIGHT_NOT_RUN@11",
        "DP:{2006 TO 2011}|OPEN_RANGE_NOT_RUN@3",
        "XX:mouse|UNKNOWN_FIELD@0",
        "EN_XX:mouse|UNKNOWN_FIELD@0",
        "NP:123456|FIELD_NOT_HELD@0",
        "EN_TI:el*tric|INNER_WILDCARD@6",
      })
  void refusesWhatItCannotRunOfPatentscopeAtItsPlace(String text, String expected) {
    assertThat(mistakes(text, Dialect.PATENTSCOPE)).contains(expected);
  }

  @Test
  void tellsWhereALanguageWasNamedInVain() {
    assertThat(language.parse("EN_TI:mouse", Dialect.PATENTSCOPE, Locale.ENGLISH).notes())
        .extracting(Remark::key)
        .containsExactly(RemarkKey.READ_IN_ALL_LANGUAGES);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "锂离子电池|TISC",
        "TI=锂 AND PA=华为|TISC",
        "title: any \"x\"|TISC",
        "EN_TI:mouse|PATENTSCOPE",
        "DP:([01.01.1940 TO 31.12.2005]) AND EN_ALL:pizza|PATENTSCOPE",
        "dc.title any lamp|CQL",
        "dc.title = lamp|CQL",
        "a prox/distance<3 b|CQL",
        "a sortby dc.date|CQL",
        "> d = \"info:x\" d.title=a|CQL",
        "ti any \"a b\"|CQL",
        "ti=mouse|TISC",
      })
  void recognisesADialectOnlyWhereItIsCertain(String text, Dialect expected) {
    assertThat(Dialect.recognise(text)).isEqualTo(expected);
  }

  @Test
  void answersToItsNames() {
    assertThat(Dialect.names()).containsExactly("tisc", "cql", "espacenet", "patentscope");
    assertThat(Dialect.named("CQL")).contains(Dialect.CQL);
    assertThat(Dialect.named("lucene")).isEmpty();
  }
}
