package org.tisc.node.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.error.TiscException;

class ModelTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "H01M 10/0525|H01M10/0525",
        "H01M10/0525|H01M10/0525",
        "H01M0010/0525|H01M10/0525",
        "H01M-0010/0525|H01M10/0525",
        "A61K\u00A031/12|A61K31/12",
        "H01M0010052500|H01M10/0525",
        "G06F   17/27    (2006.01)|G06F17/27",
        "G06F015/00|G06F15/00",
        "h01m 10/0525|H01M10/0525",
        "Ｈ０１Ｍ１０／０５２５|H01M10/0525",
        "Y02E 60/10|Y02E60/10",
        "Y02E60/10|Y02E60/10",
        "G06F|G06F",
        "H01|H01",
        "B01J2219/00891|B01J2219/00891",
        "A61B005/00|A61B5/00",
        "A01B0001020000|A01B1/02"
      })
  void readsPatentClassesInEveryNotation(String text, String compact) {
    assertThat(Classifications.compactPatentClass(text)).contains(compact);
    String display = Classifications.displayPatentClass(text);
    assertThat(Classifications.compactPatentClass(display)).contains(compact);
    assertThat(Classifications.displayPatentClass(display)).isEqualTo(display);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Z01M 10/05", "709/203", "H01M 10/", "电池", "H01M10/0525; G06F17/27"})
  void refusesWhatIsNoClass(String text) {
    assertThat(Classifications.compactPatentClass(text)).isEmpty();
    assertThat(Classifications.displayPatentClass(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"14-03,14-03", "1403,14-03", "LOC(13) Cl. 14-03,14-03", "6-01,06-01"})
  void readsLocarno(String text, String expected) {
    assertThat(Classifications.locarno(text)).contains(expected);
  }

  @ParameterizedTest
  @CsvSource({"35,35", "09,9", "第9类,9", "Class 42,42", "９,9"})
  void readsNice(String text, int expected) {
    assertThat(Classifications.nice(text)).hasValue(expected);
  }

  @Test
  void refusesClassesOutOfRange() {
    assertThat(Classifications.locarno("33-01")).isEmpty();
    assertThat(Classifications.nice("46")).isEmpty();
    assertThat(Classifications.nice("0")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "20190802|2019-08-02",
        "2019-08-02|2019-08-02",
        "2019/8/2|2019-08-02",
        "2019年8月2日|2019-08-02",
        "2019年8月|2019-08",
        "２０１９年８月２日|2019-08-02",
        "02/08/2019|2019-08-02",
        "02.08.2019|2019-08-02",
        "25/04/13|2013-04-25",
        "07/07/99|1999-07-07",
        "1999-07-19T00:00:00Z|1999-07-19",
        "20101000|2010-10",
        "20100000|2010",
        "2010|2010",
        "2010-11|2010-11",
        " 20190802 |2019-08-02"
      })
  void readsDatesInEveryNotation(String text, String iso) {
    assertThat(PartialDate.parse(text).map(PartialDate::toString)).contains(iso);
  }

  @Test
  void readsTheDeclaredOrder() {
    assertThat(PartialDate.parse("07/08/2011", DateOrder.DAY_FIRST).map(PartialDate::compact))
        .contains(20110807L);
    assertThat(PartialDate.parse("07/08/2011", DateOrder.MONTH_FIRST).map(PartialDate::compact))
        .contains(20110708L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nan",
        "00000000",
        "20190230",
        "2019-13-01",
        "31/02/2019",
        "FERDATE",
        "99999999"
      })
  void refusesWhatIsNoDate(String text) {
    assertThat(PartialDate.parse(text)).isEmpty();
  }

  @Test
  void keepsPartialDatesHonest() {
    PartialDate october = PartialDate.parse("20101000").orElseThrow();
    assertThat(october.date()).isEmpty();
    assertThat(october.compact()).isEqualTo(20101000L);
    assertThatThrownBy(() -> new PartialDate(2010, 0, 4)).isInstanceOf(TiscException.class);
  }

  @Test
  void comparesNamesWithoutBracketsWidthAndCase() {
    assertThat(Names.comparisonForm("鸿富锦精密工业（深圳）有限公司"))
        .isEqualTo(Names.comparisonForm("鸿富锦精密工业(深圳)有限公司"))
        .isEqualTo(Names.comparisonForm(" 鸿富锦精密工业 (深圳) 有限公司 "));
    assertThat(Names.comparisonForm("ASK S.A.")).isEqualTo(Names.comparisonForm("Ask SA"));
    assertThat(Names.comparisonForm("SIKA TECH. AG")).isEqualTo("sika tech ag");
    assertThat(Names.comparisonForm("ＡＢＣ　Ｃｏ．，Ｌｔｄ．")).isEqualTo("abc co ltd");
    assertThat(Names.comparisonForm("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "一种钡渣资源化方法|ko|zh",
        "BUILDING MATERIALS|de|en",
        "一种基于BERT-BiGRU-CRF的方法|zh-cn|zh",
        "Verfahren zur Herstellung|de|de",
        "콘크리트|en|ko",
        "コンクリート|en|ja",
        "Бетон|ru|ru",
        "Concrete|zh-cn|en",
        "Méthode pour l'eau|fr|fr",
        "Method|unknown|en",
        "製造方法|ja|ja"
      })
  void letsTheScriptCorrectALanguageTag(String text, String declared, String language) {
    assertThat(Languages.of(text, declared)).isEqualTo(language);
  }

  @Test
  void cleansTextWithoutLosingWhatIsSeen() {
    assertThat(SafeText.line(" a\u00A0 b\r\nc\t\u0000d ")).isEqualTo("a b c d");
    assertThat(SafeText.block("a\r\nb\rc\u0007")).isEqualTo("a\nb\nc");
    assertThat(SafeText.block("x\uD800y")).isEqualTo("x\uFFFDy");
    assertThat(SafeText.block("\uFEFF𠮷野家")).isEqualTo("𠮷野家");
    assertThat(SafeText.shortened("abc𠮷", 4)).isEqualTo("abc…");
    assertThat(SafeText.line("plain text")).isEqualTo("plain text");
  }

  @Test
  void readsLegalStatusInBothLanguages() {
    assertThat(LegalStatus.find("有效")).contains(LegalStatus.IN_FORCE);
    assertThat(LegalStatus.find("In force")).contains(LegalStatus.IN_FORCE);
    assertThat(LegalStatus.find("审中")).contains(LegalStatus.PENDING);
    assertThat(LegalStatus.find("失效")).contains(LegalStatus.DEAD);
    assertThat(LegalStatus.find("?")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1234567,C,,INVENTION_GRANT",
    "100345678,C,,INVENTION_GRANT",
    "101345678,C,,INVENTION_PARTLY_INVALID",
    "101345678,C,20100301,INVENTION_GRANT",
    "101345678,C,20120301,INVENTION_PARTLY_INVALID",
    "2345678,Y,,UTILITY_MODEL",
    "201345678,Y,20150101,UTILITY_MODEL_PARTLY_INVALID",
    "3456789,D,,DESIGN",
    "110083831,A,20190802,INVENTION_APPLICATION",
    "215792497,U,,UTILITY_MODEL",
    "111464778,B,,INVENTION_GRANT"
  })
  void knowsThatKindCodesChangedTheirMeaningIn2010(
      String serial, String kind, String date, PublicationStage stage) {
    Optional<PartialDate> published = PartialDate.parse(date == null ? "" : date);
    assertThat(PublicationStage.chinese(serial, kind, published)).contains(stage);
  }

  @Test
  void speaksBothLanguagesCompletely() {
    assertThat(keys(Locale.CHINESE)).isEqualTo(keys(Locale.ENGLISH));
    DocumentMessages english = new DocumentMessages(Locale.US);
    DocumentMessages chinese = new DocumentMessages(Locale.CHINA);
    for (DocumentKind kind : DocumentKind.values()) {
      assertThat(english.of(kind)).isNotBlank().isNotEqualTo(chinese.of(kind));
    }
    for (LegalStatus status : LegalStatus.values()) {
      assertThat(english.of(status)).isEqualTo(status.title());
      assertThat(chinese.of(status)).isNotBlank();
    }
    for (NumberRole role : NumberRole.values()) {
      assertThat(english.of(role)).isEqualTo(role.title());
      assertThat(chinese.of(role)).isNotBlank();
    }
    for (PublicationStage stage : PublicationStage.values()) {
      assertThat(english.of(stage)).isEqualTo(stage.title());
      assertThat(chinese.of(stage)).isNotBlank();
    }
  }

  private static java.util.Set<String> keys(Locale locale) {
    return ResourceBundle.getBundle(
            "org.tisc.node.document.messages",
            locale,
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES))
        .keySet();
  }
}
