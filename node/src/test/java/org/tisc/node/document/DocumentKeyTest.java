package org.tisc.node.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.error.TiscException;

class DocumentKeyTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PATENT|CN|CN110083831A||PATENT:CN:110083831:A",
        "PATENT||CN110083831A||PATENT:CN:110083831:A",
        "PATENT|CN|110083831|A|PATENT:CN:110083831:A",
        "PATENT|cn|１１００８３８３１|a|PATENT:CN:110083831:A",
        "PATENT|CN|201710601862.3||PATENT:CN:APP.201710601862",
        "PATENT|CN|ZL201710601862.3||PATENT:CN:APP.201710601862",
        "PATENT||ZL95115608.X||PATENT:CN:APP.95115608",
        "PATENT|CN|85100001|A|PATENT:CN:85100001:A",
        "PATENT|US|07272630|B2|PATENT:US:7272630:B2",
        "PATENT|US|2013/0101709|A1|PATENT:US:20130101709:A1",
        "PATENT|US|2013101709|A1|PATENT:US:20130101709:A1",
        "PATENT|US|09832323|B1|PATENT:US:9832323:B1",
        "PATENT|US|D0435854|S1|PATENT:US:D435854:S1",
        "PATENT|IN|291162|B|PATENT:IN:291162:B",
        "PATENT|IN|291162||PATENT:IN:291162",
        "PATENT|WO|PCT/CN2020/123456||PATENT:WO:APP.PCTCN2020123456",
        "PATENT|WO|98/12345|A1|PATENT:WO:1998012345:A1",
        "TRADEMARK|CN|12345678||TRADEMARK:CN:REG.12345678",
        "TRADEMARK|CN|第12345678号||TRADEMARK:CN:REG.第12345678号",
        "GEOGRAPHICAL_INDICATION|EU|PGI-CN-0622||GI:EU:PGI-CN-0622",
        "LAYOUT_DESIGN|CN|BS.185001234||LAYOUT_DESIGN:CN:BS.185001234",
        "LAYOUT_DESIGN|CN|185001234||LAYOUT_DESIGN:CN:BS.185001234",
        "LITERATURE||ISBN 978-7-1|| LITERATURE:XX:isbn 978-7-1"
      })
  void derivesFromWhatTheSourceWrites(
      DocumentKind kind, String office, String number, String code, String key) {
    Document document =
        new DocumentBuilder(kind)
            .office(office == null ? "" : office)
            .number(number)
            .kindCode(code == null ? "" : code)
            .title("en", "A title")
            .build();
    assertThat(document.key()).hasToString(key.strip());
    assertThat(DocumentKey.parse(document.key().toString())).isEqualTo(document.key());
  }

  @Test
  void addsNiceClassesToMarksAndPrefersTheDoi() {
    Document mark =
        new DocumentBuilder(DocumentKind.TRADEMARK)
            .office("CN")
            .number("12345678")
            .niceClass(35)
            .niceClass(9)
            .title("zh", "示例")
            .build();
    assertThat(mark.key()).hasToString("TRADEMARK:CN:REG.12345678:9+35");
    Document work =
        new DocumentBuilder(DocumentKind.LITERATURE)
            .number("a1")
            .doi("https://doi.org/10.1000/XYZ:1")
            .title("en", "A work")
            .build();
    assertThat(work.key()).hasToString("LITERATURE:DOI:10.1000/xyz:1");
    assertThat(DocumentKey.parse("literature:doi:10.1000/XYZ:1")).isEqualTo(work.key());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "patent:cn:110083831:a|PATENT:CN:110083831:A",
        "ＰＡＴＥＮＴ：ＣＮ：１１００８３８３１：Ａ|PATENT:CN:110083831:A",
        "PATENT:CN:APP.201710601862.3|PATENT:CN:APP.201710601862",
        "PATENT:US:07272630:B2|PATENT:US:7272630:B2",
        "TRADEMARK:CN:REG.12345678:35|TRADEMARK:CN:REG.12345678:35",
        "gi:eu:pgi-cn-0622|GI:EU:PGI-CN-0622",
        "LAYOUT_DESIGN:CN:BS.185001234|LAYOUT_DESIGN:CN:BS.185001234",
        "LITERATURE:XX:Anything At All|LITERATURE:XX:anything at all"
      })
  void normalisesCaseAndWidth(String text, String key) {
    assertThat(DocumentKey.parse(text)).hasToString(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "PATENT",
        "PATENT:CN",
        "PATENT:CN:",
        "PATENT:CN:1:",
        "PATENT:CHINA:1:A",
        "PATENT:CN:1:A:B",
        "PATENT:CN:1:TOOLONG",
        "GEOGRAPHICAL_INDICATION:EU:1",
        "WORD:CN:1",
        "TRADEMARK:CN:REG.1:46a",
        "LITERATURE:YY:x",
        "LITERATURE:DOI:x",
        "LITERATURE:XX: ",
        "GI:EU:../../etc:1",
        "PATENT:CN:;",
        "PATENT:US:ZL201710601862"
      })
  void refusesMalformedKeys(String text) {
    assertThatThrownBy(() -> DocumentKey.parse(text)).isInstanceOf(TiscException.class);
  }

  @Test
  void refusesEndlessKeys() {
    String text = "LITERATURE:XX:" + "x".repeat(1_000);
    assertThatThrownBy(() -> DocumentKey.parse(text))
        .isInstanceOf(TiscException.class)
        .hasMessageContaining("…");
  }
}
