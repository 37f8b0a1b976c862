package org.tisc.deploy.sample;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes journal articles. */
final class LiteratureMaker implements Maker {
  private final Vocabulary words;
  private final Parties parties;

  LiteratureMaker(Vocabulary words, Parties parties) {
    this.words = words;
    this.parties = parties;
  }

  @Override
  public Made make(int index, Draw draw) {
    PatentText text = new PatentText(draw.one(words.topics()), words.names(), draw);
    Pair journal = draw.one(words.names().journals());
    // 10.5555 is the prefix set aside for examples.
    String doi = "10.5555/tisc.sample." + index;

    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("number", doi);
    fields.put("doi", doi);
    fields.put("titles", text.articleTitle().texts());
    fields.put("abstracts", text.paperAbstract().texts());
    fields.put("applicants", List.of(draw.one(words.names().institutes()).zh()));
    fields.put("inventors", parties.people(draw));
    fields.put(
        "publicationDate",
        draw.day(LocalDate.of(2015, 1, 10), LocalDate.of(2025, 12, 20)).toString());
    fields.put(
        "keywords",
        List.of(
            text.keywordThing().zh(),
            text.keywordThing().en(),
            text.keywordMeans().zh(),
            text.keywordMeans().en()));
    Map<String, Object> extra = new LinkedHashMap<>();
    extra.put("journal", journal.texts());
    fields.put("extra", extra);
    return new Made("LITERATURE:DOI:" + doi, fields, Optional.empty());
  }
}
