package org.tisc.node.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tisc.node.document.Citation;
import org.tisc.node.document.Document;
import org.tisc.node.document.DocumentBuilder;
import org.tisc.node.document.DocumentKind;
import org.tisc.node.document.PartialDate;
import org.tisc.node.document.Party;
import org.tisc.node.document.Priority;

/**
 * Maps 中国标准化专利 XML, version 2.2: {@code business:PatentDocumentAndRelated}. Numbers come in an
 * original and a standard form side by side; the original is taken, the standard one where it is
 * missing, and the root's attributes where both are.
 */
final class CnipaDocument {
  private final XmlElement root;
  private final XmlElement bibliography;
  private final String language;
  private final DocumentBuilder to = new DocumentBuilder(DocumentKind.PATENT);

  private CnipaDocument(XmlElement root) {
    this.root = root;
    this.bibliography = root.at("BibliographicData").orElse(root);
    String told = root.attribute("lang");
    this.language = told.isEmpty() ? "zh" : told;
  }

  static Document read(XmlElement root) {
    return new CnipaDocument(root).read();
  }

  private Document read() {
    to.office(or("CN", root.attribute("country")));
    to.number(root.attribute("docNumber")).kindCode(root.attribute("kind"));
    to.publicationDate(PartialDate.parse(root.attribute("datePublication")));
    original("PublicationReference")
        .ifPresent(
            id -> {
              to.office(or("CN", id.text("WIPOST3Code"))).number(id.text("DocNumber"));
              to.kindCode(or(root.attribute("kind"), id.text("Kind")));
              to.publicationDate(PartialDate.parse(id.text("Date")));
            });
    original("ApplicationReference")
        .ifPresent(
            id -> {
              to.applicationNumber(id.text("DocNumber"));
              to.applicationDate(PartialDate.parse(id.text("Date")));
            });
    bibliography.all("InventionTitle").forEach(it -> to.title(language(it), PlainText.line(it)));
    classes();
    parties();
    relations();
    root.all("Abstract").forEach(it -> to.abstractText(language(it), PlainText.block(it)));
    root.all("Claims").forEach(it -> to.claims(language(it), PlainText.block(it)));
    root.all("Description").forEach(it -> to.description(language(it), PlainText.block(it)));
    return to.build();
  }

  private Optional<XmlElement> original(String name) {
    List<XmlElement> references = bibliography.all(name);
    return references.stream()
        .filter(it -> it.attribute("dataFormat").equals("original"))
        .findFirst()
        .or(() -> references.stream().findFirst())
        .flatMap(it -> it.at("DocumentID"));
  }

  private String language(XmlElement it) {
    return or(language, it.attribute("lang"));
  }

  private static String or(String fallback, String text) {
    return text.isEmpty() ? fallback : text;
  }

  private void classes() {
    for (XmlElement it : bibliography.below("ClassificationIPCR")) {
      String symbol =
          it.text("Section")
              + it.text("MainClass")
              + it.text("Subclass")
              + " "
              + it.text("MainGroup")
              + "/"
              + it.text("Subgroup");
      to.ipc(symbol.length() < 5 ? it.text("Text") : symbol);
    }
    for (XmlElement it : bibliography.below("ClassificationLocarno")) {
      to.locarno(or(PlainText.line(it), it.text("MainClassification")));
    }
  }

  private void parties() {
    XmlElement parties = bibliography.at("Parties").orElse(bibliography);
    for (XmlElement it : parties.below("Applicant")) {
      party(it).ifPresent(to::applicant);
    }
    parties.below("Inventor").forEach(it -> party(it).ifPresent(to::inventor));
    for (XmlElement it : parties.below("Assignee")) {
      party(it).ifPresent(to::holder);
    }
    parties.below("Province").stream()
        .map(PlainText::line)
        .filter(CnipaDocument::told)
        .findFirst()
        .ifPresent(to::region);
    List<String> agents = new ArrayList<>();
    for (XmlElement it : parties.below("Agency")) {
      String name = it.text("AddressBook", "OrganizationName");
      agents.add(name.replaceFirst("\\s+\\d{5}$", ""));
    }
    to.extra("agents", agents.stream().filter(name -> !name.isEmpty()).distinct().toList());
  }

  /** Empty parts of addresses are written as the figure nought. */
  private static boolean told(String text) {
    return !text.isEmpty() && !text.equals("0");
  }

  private static Optional<Party> party(XmlElement it) {
    XmlElement book = it.at("AddressBook").orElse(it);
    String name = or(book.text("OrganizationName"), book.text("Name"));
    if (!told(name)) {
      return Optional.empty();
    }
    String address = book.text("Address", "Text");
    return Optional.of(
        Party.of(name, book.text("Address", "WIPOST3Code"), told(address) ? address : ""));
  }

  private void relations() {
    for (XmlElement list : bibliography.below("PriorityDetails")) {
      for (XmlElement it : list.elements()) {
        XmlElement id = it.at("DocumentID").orElse(it);
        Optional<PartialDate> date = PartialDate.parse(id.text("Date"));
        if (date.isPresent() || !id.text("DocNumber").isEmpty()) {
          to.priority(new Priority(id.text("WIPOST3Code"), id.text("DocNumber"), date));
        }
      }
    }
    for (XmlElement it : bibliography.below("PatentCitation")) {
      it.at("DocumentID")
          .ifPresent(
              id ->
                  to.citation(
                      new Citation(
                          id.text("WIPOST3Code") + id.text("DocNumber") + id.text("Kind"),
                          "",
                          it.text("Category"))));
    }
  }
}
