package org.tisc.node.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.tisc.node.document.Citation;
import org.tisc.node.document.Document;
import org.tisc.node.document.DocumentBuilder;
import org.tisc.node.document.DocumentKind;
import org.tisc.node.document.Names;
import org.tisc.node.document.PartialDate;
import org.tisc.node.document.Party;
import org.tisc.node.document.Priority;

/**
 * Maps grants and published applications of the United States office, version 4.0 to 4.7: utility,
 * design, plant and reissue. Element names changed between versions; both spellings are looked for.
 * The owner told by the office (assignee) is the applicant; where there is none, who applied is.
 */
final class UsptoDocument {
  private static final String LANGUAGE = "en";

  private final XmlElement root;
  private final XmlElement bibliography;
  private final DocumentBuilder to = new DocumentBuilder(DocumentKind.PATENT);

  private UsptoDocument(XmlElement root) {
    this.root = root;
    this.bibliography =
        root.at("us-bibliographic-data-grant")
            .or(() -> root.at("us-bibliographic-data-application"))
            .orElse(root);
  }

  static Document read(XmlElement root) {
    return new UsptoDocument(root).read();
  }

  private Document read() {
    bibliography.at("publication-reference", "document-id").ifPresent(this::publication);
    bibliography
        .at("application-reference", "document-id")
        .ifPresent(
            id -> {
              to.applicationNumber(id.text("doc-number"));
              to.applicationDate(PartialDate.parse(id.text("date")));
            });
    to.title(LANGUAGE, bibliography.text("invention-title"));
    classes();
    parties();
    citations();
    relations();
    root.at("abstract").ifPresent(it -> to.abstractText(LANGUAGE, PlainText.block(it)));
    root.at("description").ifPresent(it -> to.description(LANGUAGE, PlainText.block(it)));
    root.at("claims").ifPresent(it -> to.claims(LANGUAGE, PlainText.block(it)));
    to.extra(
        "applicationType",
        bibliography.at("application-reference").map(it -> it.attribute("appl-type")).orElse(""));
    return to.build();
  }

  private void publication(XmlElement id) {
    to.publication(id.text("country") + " " + id.text("doc-number") + " " + id.text("kind"));
    to.publicationDate(PartialDate.parse(id.text("date")));
  }

  private void classes() {
    for (XmlElement it : bibliography.below("classification-ipcr")) {
      to.ipc(symbol(it));
    }
    bibliography
        .at("classification-ipc")
        .ifPresent(
            it ->
                Stream.concat(
                        it.all("main-classification").stream(),
                        it.all("further-classification").stream())
                    .forEach(symbol -> to.ipc(PlainText.line(symbol))));
    bibliography
        .at("classifications-cpc")
        .ifPresent(cpc -> cpc.below("classification-cpc").forEach(it -> to.cpc(symbol(it))));
    bibliography
        .at("classification-locarno", "main-classification")
        .ifPresent(it -> to.locarno(PlainText.line(it)));
    bibliography
        .at("classification-national")
        .ifPresent(
            it -> {
              List<String> symbols = new ArrayList<>();
              it.all("main-classification").forEach(s -> symbols.add(PlainText.line(s)));
              it.all("further-classification").forEach(s -> symbols.add(PlainText.line(s)));
              to.extra("uspc", symbols);
            });
  }

  private static String symbol(XmlElement it) {
    return it.text("section")
        + it.text("class")
        + it.text("subclass")
        + " "
        + it.text("main-group")
        + "/"
        + it.text("subgroup");
  }

  private void parties() {
    XmlElement parties =
        bibliography.at("us-parties").or(() -> bibliography.at("parties")).orElse(bibliography);
    List<Party> applicants = new ArrayList<>();
    List<Party> inventors = new ArrayList<>();
    for (XmlElement it : parties.below("us-applicant")) {
      applicant(it, applicants, inventors);
    }
    for (XmlElement it : parties.below("applicant")) {
      applicant(it, applicants, inventors);
    }
    parties.below("inventor").forEach(it -> party(it).ifPresent(inventors::add));
    List<Party> assignees = new ArrayList<>();
    bibliography
        .at("assignees")
        .ifPresent(list -> list.all("assignee").forEach(it -> party(it).ifPresent(assignees::add)));
    inventors.forEach(to::inventor);
    List<Party> owners = distinct(assignees, applicants);
    (owners.isEmpty() ? inventors : owners).forEach(to::applicant);
    List<String> agents = new ArrayList<>();
    parties.below("agent").forEach(it -> party(it).ifPresent(p -> agents.add(p.displayName())));
    to.extra("agents", agents.stream().distinct().toList());
  }

  private static void applicant(XmlElement it, List<Party> applicants, List<Party> inventors) {
    boolean inventor = it.attribute("app-type").contains("inventor");
    party(it).ifPresent(inventor ? inventors::add : applicants::add);
  }

  /** Assignees, then applicants whose names are not among them. */
  private static List<Party> distinct(List<Party> assignees, List<Party> applicants) {
    List<Party> all = new ArrayList<>(assignees);
    for (Party applicant : applicants) {
      String name = Names.comparisonForm(applicant.displayName());
      boolean known =
          all.stream().anyMatch(p -> Names.comparisonForm(p.displayName()).equals(name));
      if (!known) {
        all.add(applicant);
      }
    }
    return all;
  }

  private static Optional<Party> party(XmlElement it) {
    XmlElement book = it.at("addressbook").orElse(it);
    String name = book.text("orgname");
    if (name.isEmpty()) {
      name = (book.text("first-name") + " " + book.text("last-name")).strip();
    }
    if (name.isEmpty()) {
      name = book.text("name");
    }
    if (name.isEmpty()) {
      return Optional.empty();
    }
    XmlElement address = book.at("address").orElse(book);
    String place =
        Stream.of("street", "address-1", "address-2", "city", "state", "postcode")
            .map(address::text)
            .filter(part -> !part.isEmpty())
            .reduce((a, b) -> a + ", " + b)
            .orElse("");
    return Optional.of(Party.of(name, address.text("country"), place));
  }

  private void citations() {
    XmlElement list =
        bibliography
            .at("us-references-cited")
            .or(() -> bibliography.at("references-cited"))
            .orElse(new XmlElement("", Map.of()));
    for (XmlElement it : list.elements()) {
      String category = it.text("category");
      it.at("patcit", "document-id")
          .ifPresent(id -> to.citation(new Citation(number(id), "", category)));
      it.at("nplcit", "othercit")
          .ifPresent(other -> to.citation(new Citation("", PlainText.line(other), category)));
    }
  }

  private static String number(XmlElement id) {
    return (id.text("country") + id.text("doc-number").replace("/", "") + id.text("kind"))
        .replace(" ", "");
  }

  private void relations() {
    bibliography
        .at("priority-claims")
        .ifPresent(
            list ->
                list.all("priority-claim")
                    .forEach(
                        it ->
                            to.priority(
                                new Priority(
                                    it.text("country"),
                                    it.text("doc-number"),
                                    PartialDate.parse(it.text("date"))))));
    XmlElement related = bibliography.at("us-related-documents").orElse(bibliography);
    for (XmlElement it : related.below("us-provisional-application")) {
      it.at("document-id")
          .ifPresent(
              id ->
                  to.priority(
                      new Priority(
                          id.text("country"),
                          id.text("doc-number"),
                          PartialDate.parse(id.text("date")))));
    }
    List<String> others = new ArrayList<>();
    for (XmlElement it : related.below("parent-doc")) {
      it.at("document-id")
          .ifPresent(id -> others.add(id.text("country") + " " + id.text("doc-number")));
    }
    for (XmlElement it : related.below("related-publication")) {
      it.at("document-id").ifPresent(id -> others.add(number(id)));
    }
    to.extra("relatedDocuments", others.stream().distinct().toList());
  }
}
