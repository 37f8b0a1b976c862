package org.tisc.node.ingest;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.TiscException;
import org.tisc.node.document.Citation;
import org.tisc.node.document.Document;
import org.tisc.node.document.DocumentJson;
import org.tisc.node.document.Party;
import org.tisc.node.document.Priority;

class ReadersTest {
  private static final String LINE =
      "{\"schema\":\"tisc.document/1\",\"kind\":\"PATENT\",\"office\":\"CN\","
          + "\"number\":\"199000001\",\"kindCode\":\"A\",\"titles\":{\"zh\":\"一种电池\"}}";

  @Test
  void readsAUtilityGrantWithAllItsParts() {
    Document document = Reading.of("grant-utility.xml", FormatOptions.auto()).onlyDocument();
    assertThat(document.key()).hasToString("PATENT:US:9123456:B2");
    assertThat(document.designation().applicationNumber()).isEqualTo("08765432");
    assertThat(document.displayTitle()).isEqualTo("Sample cell with a separator of H₂O-proof film");
    assertThat(document.classes().ipc()).containsExactly("H01M 10/0525");
    assertThat(document.classes().cpc()).containsExactly("Y02E 60/10");
    assertThat(document.parties().applicants())
        .extracting(Party::displayName)
        .containsExactly("Example Cells Inc");
    assertThat(document.parties().inventors())
        .extracting(Party::displayName)
        .containsExactly("Jane Doe");
    assertThat(document.texts().abstracts().texts().get("en"))
        .isEqualTo("A cell whose capacity is 10³ times x_ij of X₅ and N_s both.");
    assertThat(document.texts().description().texts().get("en"))
        .isEqualTo("FIELD\nThe field of cells.\nSee (a)/(b).\none | two |");
    assertThat(document.texts().claims().texts().get("en"))
        .isEqualTo("1. A cell, comprising:\na film; and\na lid.");
    assertThat(document.related().citations())
        .containsExactly(
            new Citation("US20070140112A1", "", "cited by examiner"),
            new Citation("", "A Sample, “On cells”, 2020.", "cited by applicant"));
    assertThat(document.related().priorities())
        .extracting(Priority::number)
        .containsExactly("202211111111.1", "63000001");
    assertThat(document.history().applicationDate()).hasToString("Optional[2023-11-15]");
    assertThat(document.history().publicationDate()).hasToString("Optional[2025-01-07]");
    assertThat(document.extra())
        .containsEntry("uspc", "[\"429231\"]")
        .containsEntry("agents", "[\"Law & Sample LLP\"]");
  }

  @Test
  void readsADesignWhoseInventorApplied() {
    Document document = Reading.of("grant-design.xml", FormatOptions.auto()).onlyDocument();
    assertThat(document.key()).hasToString("PATENT:US:D654321:S1");
    assertThat(document.classes().locarno()).containsExactly("14-03");
    assertThat(document.parties().applicants())
        .extracting(Party::displayName)
        .containsExactly("Richard Roe");
    assertThat(document.parties().inventors()).isEqualTo(document.parties().applicants());
  }

  @Test
  void readsManyDocumentsInOneFileAndGoesOnAfterADamagedOne() throws IOException {
    byte[] design = Reading.bytes("grant-design.xml");
    byte[] utility = Reading.bytes("grant-utility.xml");
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(utility);
    file.write(design, 0, 700);
    file.write('\n');
    file.write("<?xml version=\"1.0\"?><sequence-cwu><x/></sequence-cwu>\n".getBytes(UTF_8));
    file.write(design);
    Reading reading = Reading.of("week.xml", file.toByteArray(), FormatOptions.auto());
    assertThat(reading.keys()).containsExactly("PATENT:US:9123456:B2", "PATENT:US:D654321:S1");
    assertThat(reading.reasons())
        .containsExactly(RejectReason.MALFORMED_XML, RejectReason.UNKNOWN_ROOT);
    assertThat(reading.rejects().getFirst().line()).isGreaterThan(30);
    assertThat(reading.rejects().getFirst().record()).isEqualTo(2);
  }

  @Test
  void readsStandardisedChineseXml() {
    Document document = Reading.of("cnipa.xml", FormatOptions.auto()).onlyDocument();
    assertThat(document.key()).hasToString("PATENT:CN:199000001:A");
    assertThat(document.designation().applicationNumber()).isEqualTo("202410000001.6");
    assertThat(document.displayTitle()).isEqualTo("一种示例电池");
    assertThat(document.classes().ipc()).containsExactly("H01M 10/0525");
    assertThat(document.parties().region()).isEqualTo("湖北省");
    assertThat(document.parties().applicants().getFirst().country()).isEqualTo("CN");
    assertThat(document.texts().abstracts().texts().get("zh")).isEqualTo("本发明公开了一种含N₂的电池。");
    assertThat(document.texts().description().texts().get("zh"))
        .isEqualTo("技术领域\nx_{ij}=2πn·√(α)(公式1)");
    assertThat(document.texts().claims().texts().get("zh")).isEqualTo("1.一种电池，其特征在于：\n包括隔膜。");
    assertThat(document.extra()).containsEntry("agents", "[\"示例事务所\"]");
  }

  @Test
  void readsAPartOfAnApplicationByItsFolder() {
    byte[] xml =
        "<?xml version=\"1.0\"?><cn-application-body lang=\"zh\" country=\"CN\"><description>"
            .concat("<invention-title>示例<br/></invention-title><p>正文</p></description>")
            .concat("</cn-application-body>")
            .getBytes(UTF_8);
    Reading reading = Reading.of("a/2018103922220/x.xml", xml, FormatOptions.auto());
    assertThat(reading.onlyDocument().key()).hasToString("PATENT:CN:APP.201810392222");
    assertThat(Reading.of("x.xml", xml, FormatOptions.auto()).reasons())
        .containsExactly(RejectReason.INVALID_DOCUMENT);
  }

  @Test
  void readsATableAndGoesOnAfterBrokenRows() {
    Reading reading = Reading.of("titles.csv", FormatOptions.auto());
    assertThat(reading.keys())
        .containsExactly(
            "PATENT:CN:199000001:A",
            "PATENT:CN:299000002:U",
            "PATENT:CN:199000003:A",
            "PATENT:CN:199000005:B",
            "PATENT:CN:199000007:A");
    assertThat(reading.reasons())
        .containsExactly(
            RejectReason.BROKEN_ROW,
            RejectReason.BROKEN_ROW,
            RejectReason.INVALID_DOCUMENT,
            RejectReason.NOT_A_RECORD);
    assertThat(reading.rejects()).extracting(Outcome.Reject::line).containsExactly(6L, 8L, 9L, 10L);
    assertThat(reading.documents().get(1).displayTitle()).isEqualTo("带\"引号\"的 两行名称");
    assertThat(reading.documents().getFirst().classes().ipc()).containsExactly("H01M", "H02J");
  }

  @Test
  void readsEveryLineEndMarkAndEncoding() throws IOException {
    String table = "\uFEFFpublication_number,title,ipc_subclasses\nCN199000001A,一种电池,H01M\n";
    List<byte[]> forms =
        List.of(
            table.getBytes(UTF_8),
            table.replace("\n", "\r\n").getBytes(UTF_8),
            table.replace("\n", "\r").getBytes(UTF_8),
            table.substring(1).getBytes(Charset.forName("GB18030")),
            table.substring(1).replace(',', ';').getBytes(UTF_8),
            table.substring(1).getBytes(UTF_16),
            gzip(table.getBytes(UTF_8)),
            zip("inner.csv", table.getBytes(UTF_8)));
    for (byte[] form : forms) {
      assertThat(Reading.of("t.csv", form, FormatOptions.auto()).onlyDocument().displayTitle())
          .isEqualTo("一种电池");
    }
    assertThat(
            Reading.of("t.tsv", table.replace(',', '\t').getBytes(UTF_8), FormatOptions.auto())
                .keys())
        .containsExactly("PATENT:CN:199000001:A");
  }

  @Test
  void readsWesternTablesOfOldSystems() {
    String table = "number,title.fr\n1,Méthode pour l'eau, chauffée\n".replace("eau, ", "eau ");
    byte[] mac = table.replace('\n', '\r').getBytes(Charset.forName("x-MacRoman"));
    byte[] windows = table.getBytes(Charset.forName("windows-1252"));
    for (byte[] form : List.of(mac, windows)) {
      assertThat(Reading.of("t.csv", form, FormatOptions.auto()).onlyDocument().displayTitle())
          .isEqualTo("Méthode pour l'eau chauffée");
    }
  }

  @Test
  void followsAnExplicitMapping() {
    byte[] table =
        ("名称,号,类,日期,申请人,备注\n示例牌,12345678,第9类;35,07/08/2019,"
                + "某公司（武汉）;Some Co,好\n坏日期,12345679,9,某日,NA,\n")
            .getBytes(UTF_8);
    ColumnMapping mapping =
        ColumnMapping.parse(
            List.of(
                "名称=title.zh",
                "号=number",
                "类=nice",
                "日期=applicationDate",
                "申请人=applicant",
                "@kind=TRADEMARK",
                "@office=CN",
                "@dates=month-first"));
    Reading reading = Reading.of("marks.csv", table, FormatOptions.auto().with(mapping));
    Document mark = reading.documents().getFirst();
    assertThat(mark.key()).hasToString("TRADEMARK:CN:REG.12345678:9+35");
    assertThat(mark.history().applicationDate()).hasToString("Optional[2019-07-08]");
    assertThat(mark.parties().applicants()).hasSize(2);
    assertThat(mark.extra()).containsEntry("备注", "\"好\"");
    assertThat(reading.documents().get(1).extra()).containsEntry("日期", "\"某日\"");
    assertThat(reading.documents().get(1).parties().applicants()).isEmpty();
  }

  @Test
  void refusesMappingsItDoesNotUnderstand() {
    for (String wrong :
        List.of(
            "x",
            "=y",
            "a=nothing",
            "a=title.!",
            "@kind=WORD",
            "@x=1",
            "@dates=later",
            "@numbers=(a+)+")) {
      assertThatThrownBy(() -> ColumnMapping.parse(List.of(wrong)))
          .as(wrong)
          .isInstanceOf(TiscException.class);
    }
  }

  @Test
  void saysWhichColumnsItDoesNotKnow() {
    Reading reading = Reading.of("t.csv", "a,b\n1,2\n".getBytes(UTF_8), FormatOptions.auto());
    assertThat(reading.reasons()).containsExactly(RejectReason.UNKNOWN_COLUMNS);
    assertThat(reading.rejects().getFirst().detail()).isEqualTo("a, b");
    assertThat(
            Reading.of(
                    "t.csv", "number,title.zh,kind\n1,名,GI\n".getBytes(UTF_8), FormatOptions.auto())
                .keys())
        .containsExactly("GI:XX:1");
  }

  @Test
  void readsJsonLinesAndGoesOnAfterBadOnes() {
    String file = "\uFEFF" + LINE + "\n\n{bad\n{\"kind\":\"PATENT\"}\n" + LINE + "\r\n";
    Reading reading = Reading.of("d.jsonl", file.getBytes(UTF_8), FormatOptions.auto());
    assertThat(reading.documents()).hasSize(2);
    assertThat(reading.reasons())
        .containsExactly(RejectReason.MALFORMED_JSON, RejectReason.INVALID_DOCUMENT);
    assertThat(reading.rejects()).extracting(Outcome.Reject::line).containsExactly(3L, 4L);
    assertThat(DocumentJson.write(reading.documents().getFirst())).isEqualTo(LINE.getBytes(UTF_8));
  }

  @Test
  void recognisesFormats() {
    assertThat(Formats.detect("{\"a\":1}".getBytes(UTF_8), "x")).contains(Format.JSON_LINES);
    assertThat(Formats.detect("a\tb\n".getBytes(UTF_8), "x")).contains(Format.TSV);
    assertThat(Formats.detect("a,b\n".getBytes(UTF_8), "x.csv")).contains(Format.CSV);
    assertThat(Formats.detect("<html/>".getBytes(UTF_8), "x.xml")).isEmpty();
    assertThat(Formats.detect(new byte[] {0, 1, 2, 3}, "x.csv")).isEmpty();
    for (Format format : Format.values()) {
      assertThat(Format.find(format.option())).contains(format);
    }
  }

  @Test
  void tellsReasonsInBothLanguages() {
    Outcome.Reject reject = new Outcome.Reject("f", 1, 1, RejectReason.TOO_LARGE, "x");
    assertThat(new IngestMessages(Locale.CHINA).of(reject)).isEqualTo("记录过大: x");
    assertThat(new IngestMessages(Locale.GERMANY).of(reject)).isEqualTo(reject.text());
    for (RejectReason reason : RejectReason.values()) {
      Outcome.Reject bare = new Outcome.Reject("f", 1, 1, reason, "");
      assertThat(new IngestMessages(Locale.ENGLISH).of(bare)).isEqualTo(reason.title());
      assertThat(new IngestMessages(Locale.CHINESE).of(bare)).isNotEqualTo(reason.title());
    }
    assertThat(bundle(Locale.CHINESE).keySet()).isEqualTo(bundle(Locale.ENGLISH).keySet());
  }

  private static ResourceBundle bundle(Locale locale) {
    return ResourceBundle.getBundle(
        "org.tisc.node.ingest.messages",
        locale,
        ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  static byte[] zip(String name, byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("folder/picture.tif"));
      zip.write(1);
      zip.putNextEntry(new ZipEntry(name));
      zip.write(bytes);
    }
    return out.toByteArray();
  }
}
