package org.tisc.node.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.index.IndexField;

class DocumentPartsTest {
  private static final String SMALL =
      "{\"schema\":\"tisc.document/1\",\"kind\":\"PATENT\",\"office\":\"CN\",\"number\":\"1\","
          + "\"titles\":{\"zh\":\"题\\\"名\"},\"claims\":{\"zh\":\"权\"},\"niceClasses\":[1,2],"
          + "\"extra\":{\"b\":1.50,\"a\":{\"x\":[1E+3]}},\"unheardOf\":{\"deep\":[{}]}}";

  private static String only(String json, Set<String> fields) {
    return new String(
        DocumentParts.only(json.getBytes(StandardCharsets.UTF_8), fields::contains),
        StandardCharsets.UTF_8);
  }

  @Test
  void whatIsNotSeenIsLeftOutAndTheRestStaysByteForByte() {
    assertThat(only(SMALL, Set.of("key", "title")))
        .isEqualTo(
            "{\"schema\":\"tisc.document/1\",\"kind\":\"PATENT\",\"office\":\"CN\",\"number\":\"1\","
                + "\"titles\":{\"zh\":\"题\\\"名\"}}");
    assertThat(only(SMALL, Set.of("key", "extra", "nice")))
        .isEqualTo(
            "{\"schema\":\"tisc.document/1\",\"kind\":\"PATENT\",\"office\":\"CN\",\"number\":\"1\","
                + "\"niceClasses\":[1,2],\"extra\":{\"b\":1.50,\"a\":{\"x\":[1E+3]}}}");
    assertThat(only(SMALL, Set.of())).isEqualTo("{}");
  }

  @Test
  void whatNoFieldIsKnownForIsNeverInAPart() {
    Set<String> all = new TreeSet<>(DocumentParts.fields());
    all.add("key");
    assertThat(only(SMALL, all)).doesNotContain("unheardOf").contains("extra");
  }

  @Test
  void everyPropertyThatADocumentHasBelongsToAField() {
    // The names that the schema knows: everything else would have gone to extra.
    for (String name :
        List.of(
            "titles",
            "abstracts",
            "claims",
            "description",
            "applicants",
            "inventors",
            "ipc",
            "cpc",
            "locarno",
            "niceClasses",
            "goods",
            "product",
            "region",
            "holder",
            "creators",
            "firstExploitation",
            "applicationNumber",
            "applicationDate",
            "publicationDate",
            "priorities",
            "family",
            "citations",
            "legalStatus",
            "legalEvents",
            "doi",
            "keywords",
            "media",
            "extra",
            "schema",
            "kind",
            "office",
            "number",
            "kindCode")) {
      Set<String> all = new TreeSet<>(DocumentParts.fields());
      all.add("key");
      assertThat(only("{\"" + name + "\":1}", all)).as(name).isEqualTo("{\"" + name + "\":1}");
    }
  }

  @Test
  void everyFieldOfTheIndexTellsKnownFields() {
    Set<String> known = new TreeSet<>(DocumentParts.fields());
    known.add("key");
    for (IndexField field : IndexField.values()) {
      assertThat(DocumentParts.toldBy(field.fieldName())).as(field.fieldName()).isNotEmpty();
      assertThat(known).containsAll(DocumentParts.toldBy(field.fieldName()));
    }
  }

  @Test
  void aDocumentWithoutTitleGetsOneToBeReadWith() {
    byte[] bare = "{\"kind\":\"PATENT\",\"number\":\"1\"}".getBytes(StandardCharsets.UTF_8);
    assertThat(new String(DocumentParts.titled(bare, "PATENT:CN:1:A"), StandardCharsets.UTF_8))
        .isEqualTo("{\"kind\":\"PATENT\",\"number\":\"1\",\"titles\":\"PATENT:CN:1:A\"}");
    byte[] whole = SMALL.getBytes(StandardCharsets.UTF_8);
    assertThat(DocumentParts.titled(whole, "x")).isEqualTo(whole);
  }

  @Test
  void whatIsNoObjectIsAFailure() {
    for (String json : List.of("", "[]", "{", "{\"a\":1}{}", "null")) {
      assertThatThrownBy(() -> only(json, Set.of("key")))
          .isInstanceOfSatisfying(
              TiscException.class,
              failure -> assertThat(failure.reason()).isEqualTo(Reason.INTERNAL));
    }
  }

  @Test
  void namesThatAreNoFieldsAreRefusedWithTheListOfThoseThatAre() {
    DocumentParts.check(Set.of("title", "claims"));
    assertThatThrownBy(() -> DocumentParts.check(Set.of("titel")))
        .hasMessageContaining("titel")
        .hasMessageContaining("title, abstract, claims");
    assertThatThrownBy(() -> DocumentParts.check(Set.of("key"))).isInstanceOf(TiscException.class);
  }
}
