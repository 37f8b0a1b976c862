package org.tisc.node.document;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** The short display fields of a document: what a list of hits shows, never the whole text. */
final class DisplayJson {
  /** Bound of the UTF-8 bytes, that of a rendered document between nodes. */
  static final int MAX_BYTES = 64 * 1024;

  private static final int PARTIES = 20;
  private static final int SYMBOLS = 40;
  private static final int LINE = 300;
  private static final int ABSTRACT = 1_500;
  private static final int LANGUAGES = 3;

  private DisplayJson() {}

  static String of(Document document) {
    String full = write(document, ABSTRACT, PARTIES);
    return fits(full) ? full : write(document, 200, 3);
  }

  private static boolean fits(String json) {
    return json.length() * 3L <= MAX_BYTES
        || json.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
  }

  private static String write(Document document, int abstractChars, int parties) {
    return DocumentJson.object(out -> fields(document, out, abstractChars, parties));
  }

  private static void fields(Document document, JsonGenerator out, int abstractChars, int parties) {
    DocumentWriter writer = new DocumentWriter(out);
    Designation it = document.designation();
    History history = document.history();
    writer.text("office", it.office());
    writer.text("number", it.number());
    writer.text("kindCode", it.kindCode());
    writer.text("applicationNumber", it.applicationNumber());
    writer.date("applicationDate", history.applicationDate());
    writer.date("publicationDate", history.publicationDate());
    writer.texts("titles", shortened(document.texts().titles(), LINE));
    writer.texts("abstracts", shortened(document.texts().abstracts(), abstractChars));
    writer.texts("goods", shortened(document.texts().goods(), LINE));
    writer.texts("product", shortened(document.texts().product(), LINE));
    writer.strings("applicants", names(document.parties().applicants(), parties));
    writer.strings("inventors", names(document.parties().inventors(), parties));
    writer.strings("holder", names(document.parties().holder().stream().toList(), 1));
    writer.strings("creators", names(document.parties().creators(), parties));
    writer.text("region", document.parties().region());
    writer.strings("ipc", document.classes().ipc().stream().limit(SYMBOLS).toList());
    writer.strings("cpc", document.classes().cpc().stream().limit(SYMBOLS).toList());
    writer.strings("locarno", document.classes().locarno().stream().limit(SYMBOLS).toList());
    writer.niceClasses(document.classes().niceClasses());
    if (history.legalStatus() != LegalStatus.UNKNOWN) {
      writer.text("legalStatus", history.legalStatus().name());
    }
    writer.text("doi", it.doi());
    writer.text("family", it.family());
  }

  private static LangMap shortened(LangMap texts, int chars) {
    Map<String, String> cut = new LinkedHashMap<>();
    texts.texts().entrySet().stream()
        .limit(LANGUAGES)
        .forEach(entry -> cut.put(entry.getKey(), SafeText.shortened(entry.getValue(), chars)));
    return new LangMap(cut);
  }

  private static List<String> names(List<Party> parties, int most) {
    return parties.stream()
        .limit(most)
        .map(party -> SafeText.shortened(party.displayName(), LINE))
        .toList();
  }
}
