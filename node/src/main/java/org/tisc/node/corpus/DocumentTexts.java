package org.tisc.node.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.tisc.node.document.ClaimList;
import org.tisc.node.document.Document;
import org.tisc.node.document.LangMap;
import org.tisc.node.document.SafeText;
import org.tisc.node.document.Texts;
import org.tisc.node.web.Messages;

/** The texts of a document for a page in one language: bounded, marked, claims numbered. */
final class DocumentTexts {
  /** Longest text shown, in characters: a description of a hundred printed pages. */
  static final int LONGEST_TEXT = 300_000;

  /** Longest text that is not folded, in characters: about one screen. */
  static final int LONGEST_OPEN = 1_500;

  private final Messages messages;
  private final Locale locale;
  private final OpenedFrom.Marker marker;

  DocumentTexts(Messages messages, Locale locale, OpenedFrom.Marker marker) {
    this.messages = messages;
    this.locale = locale;
    this.marker = marker;
  }

  /** The titles, that of the reader's language first. */
  List<DocumentPage.Text> titles(Document document) {
    return texts("title", document.texts().titles());
  }

  /** All texts but the titles, in the order in which they are read. */
  List<DocumentPage.Text> blocks(Document document) {
    Texts texts = document.texts();
    List<DocumentPage.Text> blocks = new ArrayList<>();
    blocks.addAll(texts("abstract", texts.abstracts()));
    blocks.addAll(texts("goods", texts.goods()));
    blocks.addAll(texts("product", texts.product()));
    blocks.addAll(texts("claims", texts.claims()));
    blocks.addAll(texts("description", texts.description()));
    return blocks;
  }

  /** The texts, that of the reader's language first; labelled with the language if it differs. */
  private List<DocumentPage.Text> texts(String field, LangMap texts) {
    String own = locale.getLanguage();
    Stream<Map.Entry<String, String>> ordered =
        Stream.concat(
            texts.texts().entrySet().stream().filter(entry -> entry.getKey().equals(own)),
            texts.texts().entrySet().stream().filter(entry -> !entry.getKey().equals(own)));
    return ordered.map(entry -> block(field, entry.getKey(), entry.getValue())).toList();
  }

  private DocumentPage.Text block(String field, String language, String text) {
    String label = messages.text(locale, "field." + field);
    if (!language.equals(locale.getLanguage())) {
      String languageName = Locale.forLanguageTag(language).getDisplayLanguage(locale);
      label = messages.text(locale, "field.inLanguage", label, languageName);
    }
    String shown = SafeText.shortened(text, LONGEST_TEXT);
    List<DocumentPage.Paragraph> paragraphs = paragraphs(field, shown);
    long marks =
        paragraphs.stream()
            .flatMap(paragraph -> paragraph.pieces().stream())
            .filter(OpenedFrom.Piece::marked)
            .count();
    return new DocumentPage.Text(
        label,
        language,
        paragraphs,
        text.length() > LONGEST_OPEN,
        text.length(),
        marks,
        text.length() > LONGEST_TEXT);
  }

  private List<DocumentPage.Paragraph> paragraphs(String field, String text) {
    List<ClaimList.Claim> claims = field.equals("claims") ? ClaimList.of(text) : List.of();
    return claims.isEmpty()
        ? List.of(new DocumentPage.Paragraph(0, pieces(field, text)))
        : claims.stream()
            .map(claim -> new DocumentPage.Paragraph(claim.number(), pieces(field, claim.text())))
            .toList();
  }

  private List<OpenedFrom.Piece> pieces(String field, String text) {
    return text.isEmpty() ? List.of() : marker.pieces(field, text);
  }
}
