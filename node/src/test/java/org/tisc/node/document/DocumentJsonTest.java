package org.tisc.node.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;

class DocumentJsonTest {
  private static final String FULL =
      """
      {"extra":{"agents":["某某代理"],"z":1.50},"kind":"PATENT","office":"cn","number":"110083831",
       "kindCode":"A","titles":{"en":"A method","zh":"一种方法"},"abstracts":{"zh":"摘要\\r\\n第二行"},
       "claims":{"zh":"1.一种"},"description":{"zh":"技术领域"},"future":{"b":[1,null,{"y":2,"x":1}],"a":1e400},
       "applicants":["武汉大学",{"names":{"zh":"某公司","en":"Some Co"},"country":"cn","address":"武汉","role":"x"}],
       "inventors":["董文永"],"ipc":["H01M0010/0525","H01M 10/0525","odd"],"cpc":[],"locarno":["1403"],
       "niceClasses":["9",35],"goods":{"zh":"电池"},"product":"茶","region":"420100","holder":"武汉大学",
       "creators":["甲"],"firstExploitation":"2018年3月","applicationNumber":"201910302430.1",
       "applicationDate":"20190416","publicationDate":"2019-08-02",
       "priorities":["US 61/550,506",{"office":"US","number":"13657122","date":"2012-10-22"}],
       "family":"F1","citations":["US7844851B2",{"text":"A book","category":"X"}],"legalStatus":"审中",
       "legalEvents":[{"code":"SE01","date":"20190830","text":"实质审查"}],"doi":"10.1000/ABC",
       "keywords":["电池",""],"media":[{"name":"a/b/fig1.png","mediaType":"image/PNG","sha256":""}],
       "schema":"tisc.document/1","nothing":null}
      """;

  @Test
  void writesOneCanonicalForm() {
    Document document = DocumentJson.read(FULL.getBytes(UTF_8));
    String json = new String(DocumentJson.write(document), UTF_8);
    assertThat(json)
        .isEqualTo(
            """
            {"schema":"tisc.document/1","kind":"PATENT","office":"CN","number":"110083831","kindCode":"A",\
            "titles":{"zh":"一种方法","en":"A method"},"abstracts":{"zh":"摘要\\n第二行"},"claims":{"zh":"1.一种"},\
            "description":{"zh":"技术领域"},"applicants":["武汉大学",{"names":{"zh":"某公司","en":"Some Co"},"country":"CN",\
            "address":"武汉"}],"inventors":["董文永"],"ipc":["H01M 10/0525","odd"],"locarno":["14-03"],"niceClasses":[9,35],\
            "goods":{"zh":"电池"},"product":{"zh":"茶"},"region":"420100","holder":"武汉大学","creators":["甲"],\
            "firstExploitation":"2018-03","applicationNumber":"201910302430.1","applicationDate":"2019-04-16",\
            "publicationDate":"2019-08-02","priorities":[{"number":"US 61/550,506"},{"office":"US","number":"13657122",\
            "date":"2012-10-22"}],"family":"F1","citations":["US7844851B2",{"text":"A book","category":"X"}],\
            "legalStatus":"PENDING","legalEvents":[{"code":"SE01","date":"2019-08-30","text":"实质审查"}],\
            "doi":"10.1000/abc","keywords":["电池"],"media":[{"name":"fig1.png","mediaType":"image/png"}],\
            "extra":{"agents":["某某代理"],"applicants[1].role":"x","future":{"a":1E+400,"b":[1,null,{"x":1,"y":2}]},"z":1.50}}\
            """);
    assertThat(DocumentJson.write(DocumentJson.read(json.getBytes(UTF_8))))
        .isEqualTo(json.getBytes(UTF_8));
    assertThat(DocumentJson.read(json.getBytes(UTF_8))).isEqualTo(document);
  }

  @Test
  void namesEveryViolation() {
    TiscException refused =
        refused(
            """
            {"kind":"PATENT","number":"","titles":{},"applicationDate":"soon","niceClasses":[46],
             "legalStatus":"maybe","applicants":[{}],"abstracts":{"!":"x"},"office":["CN"],"schema":"x/9"}\
            """);
    assertThat(refused.violations())
        .extracting(Violation::field)
        .contains(
            "number",
            "titles",
            "applicationDate",
            "niceClasses[0]",
            "legalStatus",
            "applicants[0]",
            "abstracts",
            "office",
            "schema");
    assertThat(refused.reason()).isEqualTo(Reason.INVALID_ARGUMENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "\"x\"",
        "{",
        "{}",
        "{\"kind\":\"PATENT\"}",
        "not json",
        "{\"a\":1}}",
        "{\"kind\":\"PATENT\",\"kind\":\"GI\"}",
        "\u0000\u0001",
        "{\"kind\":\"WORD\",\"number\":\"1\"}",
        "{\"kind\":\"PATENT\",\"number\":\"。\",\"titles\":{\"zh\":\"x\"}}"
      })
  void refusesWhatIsNoDocument(String json) {
    assertThat(refused(json).getMessage()).isNotBlank();
  }

  @Test
  void refusesWhatIsTooLongOrTooDeep() {
    assertThat(refused("[".repeat(100_000)).getMessage()).contains("not JSON");
    String title = "x".repeat(DocumentRules.MAX_TITLE + 1);
    assertThat(
            refused("{\"kind\":\"GI\",\"number\":\"1\",\"titles\":{\"en\":\"" + title + "\"}}")
                .violations())
        .extracting(Violation::field)
        .containsExactly("titles.en");
    String deep = "{\"x\":".repeat(70) + "1" + "}".repeat(70);
    assertThat(refused(deep).getMessage()).contains("not JSON");
  }

  @Test
  void givesSearchItsFields() {
    DocumentFields fields = DocumentFields.of(DocumentJson.read(FULL.getBytes(UTF_8)));
    assertThat(fields.key()).isEqualTo("PATENT:CN:110083831:A");
    assertThat(fields.title()).isEqualTo("一种方法");
    assertThat(fields.texts().get("title")).containsExactly("一种方法", "A method");
    assertThat(fields.texts().get("applicant")).containsExactly("武汉大学", "某公司", "Some Co");
    assertThat(fields.texts().get("inventor")).containsExactly("董文永", "甲");
    assertThat(fields.exact().get("ipc")).containsExactly("H01M10/0525");
    assertThat(fields.exact().get("nice")).containsExactly("9", "35");
    assertThat(fields.exact().get("status")).containsExactly("PENDING");
    assertThat(fields.exact().get("number")).contains("CN110083831A", "CN201910302430");
    assertThat(fields.exact()).doesNotContainKey("cpc");
    assertThat(fields.dates())
        .containsEntry("applicationDate", 20190416L)
        .containsEntry("publicationDate", 20190802L);
    assertThat(fields.displayJson()).contains("\"number\":\"110083831\"").doesNotContain("claims");
  }

  @Test
  void keepsTheDisplayWithinItsBound() {
    DocumentBuilder builder =
        new DocumentBuilder(DocumentKind.PATENT).office("CN").number("110083831");
    builder.title("zh", "长".repeat(8_000));
    for (int i = 0; i < 500; i++) {
      builder.applicant(Party.of(i + "公司".repeat(900))).inventor(Party.of(i + "人".repeat(900)));
      builder.creator(Party.of(i + "丙".repeat(900)));
    }
    String json = DocumentFields.of(builder.build()).displayJson();
    assertThat(json.getBytes(UTF_8).length).isLessThanOrEqualTo(DisplayJson.MAX_BYTES);
  }

  @Test
  void keepsTextsApartFromKeysOfOtherLanguages() {
    LangMap map = new LangMap(java.util.Map.of("en", "E", "zh-CN", "中", "de", "D", "ja", " "));
    assertThat(List.copyOf(map.texts().keySet())).containsExactly("zh", "en", "de");
    assertThat(map.preferred()).contains("中");
  }

  private static TiscException refused(String json) {
    return catchThrowableOfType(TiscException.class, () -> DocumentJson.read(json.getBytes(UTF_8)));
  }
}
