package org.tisc.node.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.search.FetchedDocument;
import org.tisc.node.document.DocumentJson;
import org.tisc.node.web.Messages;

class DocumentPagesTest {
  private static final Messages MESSAGES = Messages.of(DocumentHttp.class);

  private static DocumentPage page(Locale locale, String json, String onward) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    FetchedDocument fetched =
        new FetchedDocument(
            new NodeId("tianjin"),
            "patents",
            Optional.of("CC BY 4.0"),
            onward,
            ByteString.copyFrom(bytes));
    return new DocumentPages(MESSAGES, locale).of(fetched, DocumentJson.read(bytes));
  }

  private static final String PATENT =
      """
      {"kind":"PATENT","office":"CN","number":"CN110083831A",
       "titles":{"zh":"隔膜","en":"Separator","de":"Separator (de)"},
       "abstracts":{"zh":"摘要文字","en":"An abstract"},"claims":{"zh":"CLAIMS"},
       "applicants":[{"names":{"zh":"天津大学","en":"Tianjin University"},"country":"CN","address":"天津"},"李"],
       "applicationDate":"2019-03","legalStatus":"PENDING","ipc":["H01M10/0525"],
       "priorities":[{"office":"US","number":"1/2","date":"2018"}],
       "citations":["CN1A",{"number":"US1","category":"X"}],
       "legalEvents":[{"code":"GR01","date":"2021-05-06","text":"grant"},{"text":"no date"}],
       "media":[{"name":"../a/fig.svg","mediaType":"image/svg+xml"}],
       "extra":{"note":{"b":1,"a":[2]}}}
      """;

  private static String fact(DocumentPage page, String label) {
    return page.facts().stream()
        .filter(fact -> fact.label().equals(label))
        .flatMap(fact -> fact.values().stream())
        .collect(Collectors.joining("|"));
  }

  @Test
  void everyFieldIsShownInTheReadersLanguage() {
    DocumentPage page = page(Locale.ENGLISH, PATENT, "cite");
    assertThat(page.title().text()).isEqualTo("Separator");
    assertThat(page.kind()).isEqualTo("Patent");
    assertThat(page.onward()).isEqualTo("citing only");
    assertThat(page.copiesPath()).isEqualTo("/search?q=CN110083831A");
    assertThat(fact(page, "Other titles")).isEqualTo("隔膜|Separator (de)");
    assertThat(fact(page, "Applicants")).isEqualTo("Tianjin University / 天津大学 (天津, CN)|李");
    assertThat(fact(page, "Filed")).isEqualTo("2019-03");
    assertThat(fact(page, "Legal status")).isEqualTo("Pending");
    assertThat(fact(page, "Priorities")).isEqualTo("US 1/2 2018");
    assertThat(page.texts())
        .extracting(DocumentPage.Text::label)
        .containsExactly("Abstract", "Abstract (Chinese)", "Claims (Chinese)");
    assertThat(page.citations()).contains("US1 [X]");
    assertThat(page.events())
        .containsExactly(
            new DocumentPage.Event("2021-05-06", "GR01", "grant"),
            new DocumentPage.Event("", "", "no date"));
    assertThat(page.media()).containsExactly(new DocumentPage.File("fig.svg", "image/svg+xml"));
    assertThat(page.extra())
        .containsExactly(new DocumentPage.Fact("note", List.of("{\"a\":[2],\"b\":1}")));
  }

  @Test
  void chineseReadersGetChineseLabelsAndTextsFirst() {
    DocumentPage page = page(Locale.CHINESE, PATENT, "no");
    assertThat(page.title().text()).isEqualTo("隔膜");
    assertThat(page.kind()).isEqualTo("专利");
    assertThat(fact(page, "法律状态")).isEqualTo("审中");
    assertThat(fact(page, "申请人")).startsWith("天津大学 / Tianjin University（天津，CN）");
    assertThat(page.texts().getFirst().text()).isEqualTo("摘要文字");
  }

  @Test
  void aBareNumberIsSearchedWithItsOfficeAndKind() {
    String bare = PATENT.replace("\"CN110083831A\"", "\"110083831\",\"kindCode\":\"A\"");
    assertThat(page(Locale.ENGLISH, bare, "no").copiesPath()).isEqualTo("/search?q=CN110083831A");
  }

  @Test
  void anUnknownWordForPassingOnIsShownAsItCame() {
    assertThat(page(Locale.ENGLISH, PATENT, "perhaps").onward()).isEqualTo("perhaps");
  }

  @Test
  void longTextsAreFoldedAndVeryLongOnesCut() {
    String folded = "长".repeat(DocumentPages.LONGEST_OPEN + 1);
    DocumentPage page = page(Locale.CHINESE, PATENT.replace("CLAIMS", folded), "no");
    DocumentPage.Text claims = page.texts().getLast();
    assertThat(claims.folded()).isTrue();
    assertThat(claims.cut()).isFalse();
    assertThat(claims.text()).isEqualTo(folded);
    String endless = "长".repeat(DocumentPages.LONGEST_TEXT + 1);
    claims = page(Locale.CHINESE, PATENT.replace("CLAIMS", endless), "no").texts().getLast();
    assertThat(claims.cut()).isTrue();
    assertThat(claims.text()).hasSize(DocumentPages.LONGEST_TEXT);
  }
}
