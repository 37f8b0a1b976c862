package org.tisc.deploy.sample;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tisc.deploy.sample.Vocabulary.Names;

/** Makes layout designs of integrated circuits. */
final class LayoutMaker implements Maker {
  private final Names names;
  private final Parties parties;

  LayoutMaker(Names names, Parties parties) {
    this.names = names;
    this.parties = parties;
  }

  @Override
  public Made make(int index, Draw draw) {
    Pair circuit = draw.one(names.circuits());
    String type = "SL%04d".formatted(draw.below(10_000));
    LocalDate registered = draw.day(LocalDate.of(2015, 6, 1), LocalDate.of(2025, 12, 20));
    String number =
        String.format(
            Locale.ROOT,
            "BS.%02d%07d",
            registered.getYear() % 100,
            5_000_000 + PatentNumber.spread(index, 4_000_000));

    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("office", "CN");
    fields.put("number", number);
    fields.put("titles", new Pair(circuit.zh() + type, circuit.capitalised() + " " + type).texts());
    fields.put("holder", parties.company(draw));
    fields.put("creators", parties.people(draw));
    fields.put("firstExploitation", registered.minusDays(60 + draw.below(500)).toString());
    fields.put("applicationDate", registered.minusDays(90).toString());
    fields.put("publicationDate", registered.toString());
    fields.put("keywords", List.of(circuit.zh(), circuit.en()));
    boolean over = registered.plusYears(10).isBefore(LocalDate.of(2026, 1, 1));
    fields.put("legalStatus", over ? "DEAD" : "IN_FORCE");
    return new Made("LAYOUT_DESIGN:CN:" + number, fields, Optional.empty());
  }
}
