package org.tisc.node.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
  @ParameterizedTest
  @CsvSource({"201710601862,3", "95115608,X", "201910302430,1", "201010241222,4", "201810392222,0"})
  void computesTheCheckDigitOfRealApplications(String digits, char check) {
    assertThat(ChineseNumbers.checkDigit(digits)).isEqualTo(check);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CN110083831A|CN|PUBLICATION|110083831|A",
        "ＣＮ１１００８３８３１Ａ|CN|PUBLICATION|110083831|A",
        "cn 110083831 a|CN|PUBLICATION|110083831|A",
        "公开号：CN110083831A|CN|PUBLICATION|110083831|A",
        "CN1234567C|CN|PUBLICATION|1234567|C",
        "CN215792497U|CN|PUBLICATION|215792497|U",
        "CN_115626784_A|CN|PUBLICATION|115626784|A",
        "201710601862.3|CN|APPLICATION|201710601862|",
        "2017 1 0601862.3|CN|APPLICATION|201710601862|",
        "ZL201710601862.3|CN|APPLICATION|201710601862|",
        "ZL 2017 1 0601862 . 3|CN|APPLICATION|201710601862|",
        "ＺＬ２０１７１０６０１８６２．３|CN|APPLICATION|201710601862|",
        "CN201710601862.3|CN|APPLICATION|201710601862|",
        "CN201710601862|CN|APPLICATION|201710601862|",
        "2017106018623|CN|APPLICATION|201710601862|",
        "CN ZL 201710601862|CN|APPLICATION|201710601862|",
        "95115608.X|CN|APPLICATION|95115608|",
        "ZL95115608.X|CN|APPLICATION|95115608|",
        "102019000302430|CN|APPLICATION|201910302430|",
        "CN102009000190429|CN|APPLICATION|200910190429|",
        "CN85100001A|CN|PUBLICATION|85100001|A",
        "US2013101709A1|US|PUBLICATION|20130101709|A1",
        "US20130101709A1|US|PUBLICATION|20130101709|A1",
        "US 2013/0101709 A1|US|PUBLICATION|20130101709|A1",
        "US07272630B2|US|PUBLICATION|7272630|B2",
        "US 7,272,630 B2|US|PUBLICATION|7272630|B2",
        "USD0435854S1|US|PUBLICATION|D435854|S1",
        "US PP12,345 P2|US|PUBLICATION|PP12345|P2",
        "USRE039234E1|US|PUBLICATION|RE39234|E1",
        "US 09/832,323|US|APPLICATION|09832323|",
        "US 201213657122 A|US|APPLICATION|13657122|",
        "EP1000000A1|EP|PUBLICATION|1000000|A1",
        "EP 0 123 456 B1|EP|PUBLICATION|0123456|B1",
        "EP123456B1|EP|PUBLICATION|0123456|B1",
        "EP 12797555.2|EP|APPLICATION|12797555|",
        "EP20120797555|EP|APPLICATION|12797555|",
        "WO2021/098765A1|WO|PUBLICATION|2021098765|A1",
        "WO 98/12345 A1|WO|PUBLICATION|1998012345|A1",
        "WO 02/083450|WO|PUBLICATION|2002083450|",
        "PCT/CN2020/123456|WO|APPLICATION|PCTCN2020123456|",
        "PCT/US98/12345|WO|APPLICATION|PCTUS1998012345|",
        "WO2020CN123456|WO|APPLICATION|PCTCN2020123456|",
        "KR1020200012345A|KR|PUBLICATION|1020200012345|A",
        "DE102019123456A1|DE|PUBLICATION|102019123456|A1",
        "JP特開平8-12345|JP|UNKNOWN|特開平812345|",
        "10300/DELNP/2012||UNKNOWN|10300DELNP2012|",
        "BS.185001234|CN|REGISTRATION|BS185001234|",
        "PGI-CN-0622||REGISTRATION|PGICN0622|"
      })
  void readsEveryNotation(String text, String office, String role, String serial, String kind) {
    NumberReading reading = Numbers.parse(text).getFirst();
    assertThat(reading.office()).isEqualTo(office == null ? "" : office);
    assertThat(reading.role().name()).isEqualTo(role);
    assertThat(reading.serial()).isEqualTo(serial);
    assertThat(reading.kindCode()).isEqualTo(kind == null ? "" : kind);
    assertThat(reading.findings()).isEmpty();
  }

  @Test
  void namesAWrongCheckDigitAndTheRightOne() {
    NumberReading reading = Numbers.parse("ZL201710601862.5").getFirst();
    assertThat(reading.serial()).isEqualTo("201710601862");
    assertThat(reading.findings())
        .containsExactly(new NumberFinding(NumberFinding.Problem.WRONG_CHECK_DIGIT, "5", "3"));
    assertThat(new DocumentMessages(Locale.CHINA).of(reading.findings().getFirst()))
        .isEqualTo("校验位有误：写作 5，应为 3");
    assertThat(Numbers.queryForms("ZL201710601862.5")).contains("CN201710601862");
  }

  @Test
  void keepsBothMeaningsOfNineDigits() {
    assertThat(Numbers.parse("110083831")).extracting(NumberReading::serial).contains("110083831");
    assertThat(Numbers.parse("951156088"))
        .extracting(NumberReading::role)
        .doesNotContain(NumberRole.APPLICATION);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CN110083831A",
        "CN110083831",
        "110083831",
        "110083831A",
        "公开号 CN 110083831 A",
        "201910302430.1",
        "CN201910302430.1",
        "ZL201910302430.1",
        "ZL 2019 1 0302430.1",
        "ＺＬ２０１９１０３０２４３０．１",
        "201910302430",
        "2019103024301",
        "CN201910302430",
        "102019000302430",
        "zl201910302430",
        "专利号：ZL201910302430.1"
      })
  void findsAChineseDocumentByEveryNotation(String query) {
    Document document =
        new DocumentBuilder(DocumentKind.PATENT)
            .office("CN")
            .number("110083831")
            .kindCode("A")
            .applicationNumber("201910302430.1")
            .title("zh", "一种方法")
            .build();
    assertThat(Numbers.searchForms(document)).containsAnyElementsOf(Numbers.queryForms(query));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "US2013101709A1",
        "US20130101709A1",
        "US 2013/0101709 A1",
        "2013/0101709",
        "20130101709",
        "US 13/657,122",
        "13/657,122",
        "US13657122",
        "US 201213657122 A"
      })
  void findsAnAmericanDocumentByEveryNotation(String query) {
    Document document =
        new DocumentBuilder(DocumentKind.PATENT)
            .office("US")
            .number("2013/0101709")
            .kindCode("A1")
            .applicationNumber("13/657,122")
            .title("en", "Assembling a pizza")
            .build();
    assertThat(Numbers.searchForms(document)).containsAnyElementsOf(Numbers.queryForms(query));
  }

  @ParameterizedTest
  @CsvSource({
    "IN,291162,10300/DELNP/2012,10300/delnp/2012",
    "IN,291162,10300/DELNP/2012,IN291162",
    "IN,291162,10300/DELNP/2012,291162",
    "WO,2021/098765,PCT/CN2020/123456,PCT/CN2020/123456",
    "WO,2021/098765,PCT/CN2020/123456,PCTCN2020/123456",
    "WO,2021/098765,PCT/CN2020/123456,WO2021098765",
    "US,D0435854,29/105641,USD435854",
    "US,D0435854,29/105641,D435854S1",
    "US,07272630,10991571,US7272630",
    "US,07272630,10991571,'7,272,630'",
    "US,07272630,10991571,10/991571",
    "EP,1000000,99203729.8,EP99203729.8",
    "JP,2008-148514,,JP2008148514",
    "KR,10-2020-0012345,,KR1020200012345"
  })
  void findsOtherOfficesDocuments(String office, String number, String application, String query) {
    Document document =
        new DocumentBuilder(DocumentKind.PATENT)
            .office(office)
            .number(number)
            .kindCode(number.startsWith("D") ? "S1" : "")
            .applicationNumber(application == null ? "" : application)
            .title("en", "A thing")
            .build();
    assertThat(Numbers.searchForms(document)).containsAnyElementsOf(Numbers.queryForms(query));
  }

  @Test
  void doesNotFindOtherNumbers() {
    Document document =
        new DocumentBuilder(DocumentKind.PATENT)
            .office("CN")
            .number("110083831")
            .kindCode("A")
            .title("zh", "一种方法")
            .build();
    Set<String> forms = Numbers.searchForms(document);
    for (String other : List.of("CN110083832A", "CN110083831B", "US110083831", "11008383")) {
      assertThat(new HashSet<>(forms)).doesNotContainAnyElementsOf(Numbers.queryForms(other));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CN110083831A",
        "ZL201710601862.3",
        "ＺＬ２０１７１０６０１８６２．３",
        "201710601862.3",
        "PCT/CN2020/123456",
        "WO2021/098765A1",
        "US 2013/0101709 A1",
        "10300/DELNP/2012",
        "7272630",
        "EP1000000A1",
        "BS.185001234",
        "PGI-CN-0622",
        "申请号：201710601862.3",
        "95115608.X"
      })
  void recognisesNumbers(String text) {
    assertThat(Numbers.looksLikeNumber(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "5G",
        "锂离子电池",
        "H01M10/0525",
        "H01M 10/0525",
        "2019-08-02",
        "20190802",
        "2019年8月2日",
        "COVID-19",
        "3D打印",
        "LED lamp 2000",
        "G06F",
        "AND",
        "一种2019方法"
      })
  void doesNotTakeOtherTextForNumbers(String text) {
    assertThat(Numbers.looksLikeNumber(text)).isFalse();
  }

  @Test
  void survivesAnyText() {
    assertThat(Numbers.parse("")).isEmpty();
    assertThat(Numbers.parse("。。。")).isEmpty();
    assertThat(Numbers.parse("9".repeat(10_000))).isEmpty();
    for (String odd :
        List.of("CN", "ZL", "US", "PCT/", "CNX", "\uD800", "No.", "公开号", "US/", "9")) {
      assertThat(Numbers.queryForms(odd)).as(odd).isNotNull();
    }
  }
}
