package org.tisc.node.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.ByteString;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.search.FetchedDocument;
import org.tisc.federation.search.SearchScope;
import org.tisc.node.corpus.DocumentHolders.Holder;
import org.tisc.node.corpus.DocumentHolders.Standing;
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
            ByteString.copyFrom(bytes),
            onward.equals("no"));
    return new DocumentPages(MESSAGES, locale)
        .of(fetched, DocumentJson.read(bytes), HEARD, opened(onward));
  }

  private static final DocumentHolders.Heard HEARD =
      new DocumentHolders.Heard(
          List.of(
              new Holder(new NodeId("beijing"), Standing.HOLDS_NOT, ""),
              new Holder(new NodeId("hebei"), Standing.SILENT, "TIMED_OUT"),
              new Holder(new NodeId("tianjin"), Standing.HOLDS, ""),
              new Holder(new NodeId("xiongan"), Standing.HOLDS, "")),
          Map.of("tianjin/patents", Instant.parse("2026-01-02T03:04:05Z")));

  /** Opened from a list where the copy may be cited; every Chinese text is marked from 1 to 2. */
  private static Optional<OpenedFrom.Opened> opened(String onward) {
    return onward.equals("cite")
        ? Optional.of(
            new OpenedFrom.Opened(
                "/search?q=x",
                OptionalInt.of(3),
                Optional.of("/search/hit?rank=2&q=x"),
                Optional.empty(),
                "rank=3&last=1&q=x",
                Optional.of("network:jjj"),
                new SearchScope.Local(),
                (field, text) ->
                    text.length() < 3 || text.charAt(0) < 0x80
                        ? List.of(new OpenedFrom.Piece(text, false, false))
                        : List.of(
                            new OpenedFrom.Piece(text.substring(0, 1), false, false),
                            new OpenedFrom.Piece(text.substring(1, 2), true, true),
                            new OpenedFrom.Piece(text.substring(2), false, false))))
        : Optional.empty();
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
        .map(DocumentPage.Value::text)
        .collect(Collectors.joining("|"));
  }

  private static List<String> queries(DocumentPage page, String label) {
    return page.facts().stream()
        .filter(fact -> fact.label().equals(label))
        .flatMap(fact -> fact.values().stream())
        .flatMap(
            value ->
                Stream.concat(
                    value.path().stream(), value.wider().stream().map(DocumentPage.Link::path)))
        .map(
            path ->
                URLDecoder.decode(
                    path.replaceFirst("^/search\\?q=", "").replaceFirst("&.*", ""),
                    StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void everyFieldIsShownInTheReadersLanguage() {
    DocumentPage page = page(Locale.ENGLISH, PATENT, "cite");
    assertThat(page.title().text()).isEqualTo("Separator");
    assertThat(page.kind()).isEqualTo("Patent");
    assertThat(page.source().onward()).isEqualTo("citing only");
    assertThat(page.source().abridged()).isFalse();
    assertThat(page.copiesPath()).isEqualTo("/search?q=CN110083831A&scope=network%3Ajjj");
    assertThat(page.similarPath())
        .isEqualTo("/search/similar?key=PATENT%3ACN%3A110083831%3AA&node=tianjin");
    assertThat(page.otherTitles())
        .extracting(DocumentPage.Text::text)
        .containsExactly("隔膜", "Separator (de)");
    assertThat(fact(page, "Applicants")).isEqualTo("Tianjin University / 天津大学 (天津, CN)|李");
    assertThat(fact(page, "Filed")).isEqualTo("2019-03");
    assertThat(page.status()).contains("Pending");
    assertThat(fact(page, "Priorities")).isEqualTo("US 1/2 2018");
    assertThat(page.texts())
        .extracting(DocumentPage.Text::label)
        .containsExactly("Abstract", "Abstract (Chinese)", "Claims (Chinese)");
    assertThat(page.citations()).extracting(DocumentPage.Value::text).contains("US1 [X]");
    assertThat(page.events())
        .containsExactly(
            new DocumentPage.Event("2021-05-06", "GR01", "grant"),
            new DocumentPage.Event("", "", "no date"));
    assertThat(page.media()).containsExactly(new DocumentPage.File("fig.svg", "image/svg+xml"));
    assertThat(page.extra())
        .containsExactly(
            new DocumentPage.Fact(
                "note", List.of(DocumentPage.Value.plain("{\"a\":[2],\"b\":1}"))));
  }

  @Test
  void valuesLeadToSearchesForThemAndForWhatTheyBelongTo() {
    DocumentPage page = page(Locale.ENGLISH, PATENT, "cite");
    assertThat(queries(page, "IPC")).containsExactly("IPC=H01M10/0525", "IPC=H01M10");
    assertThat(queries(page, "Applicants")).containsExactly("PA=\"天津大学\"", "PA=\"李\"");
    assertThat(queries(page, "Priorities")).containsExactly("NUM=\"US1/2\"");
    assertThat(page.citations().get(1).path().orElseThrow())
        .isEqualTo("/search?q=NUM%3D%22US1%22&scope=network%3Ajjj");
    assertThat(queries(page, "Filed")).isEmpty();
  }

  @Test
  void nothingInAValueEndsTheQueryOfItsLink() {
    String evil = PATENT.replace("\"李\"", "\"x\\\" OR TI=a* ？“y”\"");
    assertThat(queries(page(Locale.ENGLISH, evil, "no"), "Applicants").get(1))
        .isEqualTo("PA=\"x  OR TI=a   y \"");
    String signs = PATENT.replace("\"李\"", "\"***\"");
    assertThat(queries(page(Locale.ENGLISH, signs, "no"), "Applicants")).hasSize(1);
  }

  @Test
  void widerClassesEndAtTheSection() {
    String classes =
        PATENT.replace(
            "\"ipc\":[\"H01M10/0525\"]",
            "\"ipc\":[\"H01M10/00\",\"H01M\",\"H01\",\"H\",\"none\"],\"locarno\":[\"14-03\"],\"niceClasses\":[9]");
    DocumentPage page = page(Locale.ENGLISH, classes, "no");
    assertThat(queries(page, "IPC"))
        .containsExactly(
            "IPC=H01M10/00", "IPC=H01M", "IPC=H01M", "IPC=H01", "IPC=H01", "IPC=H", "IPC=H");
    assertThat(queries(page, "Locarno")).containsExactly("LOC=\"14-03\"", "LOC=14*");
    assertThat(queries(page, "Nice classes")).containsExactly("NICE=\"9\"");
  }

  @Test
  void numbersAreApartAndInTheirUsualNotation() {
    String granted =
        PATENT.replace(
            "\"number\":\"CN110083831A\"",
            "\"number\":\"CN107342436B\",\"applicationNumber\":\"201710601862.9\"");
    assertThat(page(Locale.ENGLISH, granted, "no").numbers())
        .containsExactly(
            new DocumentPage.NumberLine("Publication no.", "CN107342436B", List.of()),
            new DocumentPage.NumberLine(
                "Application no.",
                "201710601862.3",
                List.of("Wrong check digit: written 9, should be 3")),
            new DocumentPage.NumberLine("Patent no.", "ZL201710601862.3", List.of()));
  }

  @Test
  void holdersAreNamedWithWhatTheyAnswered() {
    DocumentPage page = page(Locale.ENGLISH, PATENT, "cite");
    assertThat(page.holders())
        .extracting(DocumentPage.Holder::node, DocumentPage.Holder::says)
        .containsExactly(
            tuple("tianjin", "this copy"),
            tuple("xiongan", "holds a copy"),
            tuple("beijing", "answered; holds no copy that this centre may find"),
            tuple("hebei", "did not answer completely (TIMED_OUT)"));
    assertThat(page.holders().get(1).path())
        .contains("/documents/PATENT%3ACN%3A110083831%3AA?node=xiongan&rank=3&last=1&q=x");
    assertThat(page.holders().getFirst().path()).isEmpty();
    assertThat(page.source().asOf()).isPresent();
  }

  @Test
  void thePlaceInTheListAndTheMarksAreThere() {
    DocumentPage page = page(Locale.ENGLISH, PATENT, "cite");
    assertThat(page.place())
        .contains(
            new DocumentPage.Place(
                "/search?q=x",
                "Back to the list, hit 3",
                Optional.of("/search/hit?rank=2&q=x"),
                Optional.empty()));
    assertThat(page.marked()).isTrue();
    assertThat(page.expanded()).isTrue();
    DocumentPage plain = page(Locale.ENGLISH, PATENT, "no");
    assertThat(plain.place()).isEmpty();
    assertThat(plain.marked()).isFalse();
    assertThat(plain.source().abridged()).isTrue();
  }

  @Test
  void claimsAreNumbered() {
    DocumentPage.Text claims =
        page(Locale.ENGLISH, PATENT.replace("CLAIMS", "1. 一种隔膜\\n2. 如1的隔膜"), "cite")
            .texts()
            .getLast();
    assertThat(claims.numbered()).isTrue();
    assertThat(claims.paragraphs())
        .extracting(DocumentPage.Paragraph::number, DocumentPage.Paragraph::text)
        .containsExactly(tuple(1, "一种隔膜"), tuple(2, "如1的隔膜"));
    assertThat(claims.marks()).isEqualTo(2);
  }

  @Test
  void chineseReadersGetChineseLabelsAndTextsFirst() {
    DocumentPage page = page(Locale.CHINESE, PATENT, "no");
    assertThat(page.title().text()).isEqualTo("隔膜");
    assertThat(page.kind()).isEqualTo("专利");
    assertThat(page.status()).contains("审中");
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
    assertThat(page(Locale.ENGLISH, PATENT, "perhaps").source().onward()).isEqualTo("perhaps");
  }

  @Test
  void longTextsAreFoldedAndVeryLongOnesCut() {
    String folded = "长".repeat(DocumentTexts.LONGEST_OPEN + 1);
    DocumentPage page = page(Locale.CHINESE, PATENT.replace("CLAIMS", folded), "no");
    DocumentPage.Text claims = page.texts().getLast();
    assertThat(claims.folded()).isTrue();
    assertThat(claims.cut()).isFalse();
    assertThat(claims.text()).isEqualTo(folded);
    String endless = "长".repeat(DocumentTexts.LONGEST_TEXT + 1);
    claims = page(Locale.CHINESE, PATENT.replace("CLAIMS", endless), "no").texts().getLast();
    assertThat(claims.cut()).isTrue();
    assertThat(claims.text()).hasSize(DocumentTexts.LONGEST_TEXT);
  }
}
