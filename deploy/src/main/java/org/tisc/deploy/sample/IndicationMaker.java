package org.tisc.deploy.sample;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tisc.deploy.sample.Vocabulary.Centre;
import org.tisc.deploy.sample.Vocabulary.Names;
import org.tisc.deploy.sample.Vocabulary.Product;

/** Makes geographical indications of invented places. */
final class IndicationMaker implements Maker {
  private final Names names;

  IndicationMaker(Names names) {
    this.names = names;
  }

  @Override
  public Made make(int index, Draw draw) {
    Pair place = draw.one(names.places());
    Product product = draw.one(names.products());
    Centre centre = draw.one(names.centres());
    String number = String.format(Locale.ROOT, "PGI-CN-9%06d", index);

    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("office", "CN");
    fields.put("number", number);
    fields.put(
        "titles", new Pair(place.zh() + product.zh(), place.en() + " " + product.en()).texts());
    fields.put(
        "abstracts",
        new Pair(
                place.zh()
                    + product.zh()
                    + "产于"
                    + place.zh()
                    + "一带，"
                    + product.trait().zh()
                    + "，质量特色与当地的水土和传统工艺密切相关。",
                place.en()
                    + " "
                    + product.en()
                    + " comes from the country around "
                    + place.en()
                    + " and is known for "
                    + product.trait().en()
                    + ", which it owes to the soil, the water and the local craft.")
            .texts());
    fields.put("product", new Pair(product.zh(), product.en()).texts());
    fields.put("region", centre.region());
    fields.put(
        "applicants",
        List.of(Map.of("names", Map.of("zh", place.zh() + product.zh() + "产业协会（样例）"))));
    fields.put("niceClasses", List.of(product.niceClass()));
    fields.put(
        "publicationDate",
        draw.day(LocalDate.of(2015, 2, 1), LocalDate.of(2025, 12, 20)).toString());
    fields.put("legalStatus", "IN_FORCE");
    return new Made("GI:CN:" + number, fields, Optional.empty());
  }
}
