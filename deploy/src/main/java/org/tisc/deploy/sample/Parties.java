package org.tisc.deploy.sample;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tisc.deploy.sample.Vocabulary.Names;

/** Invented applicants and inventors. */
final class Parties {
  private final Names names;

  Parties(Names names) {
    this.names = names;
  }

  /** One or two applicants of a Chinese document. */
  List<Object> chinese(Draw draw) {
    List<Object> parties = new ArrayList<>();
    parties.add(draw.percent(30) ? institute(draw) : company(draw));
    if (draw.percent(12)) {
      parties.add(institute(draw));
    }
    return parties;
  }

  /** An applicant outside China, as a plain name. */
  List<Object> foreign(Draw draw) {
    return List.of(draw.one(names.foreign()));
  }

  /** A company; the name's brackets are full or half width, as both occur. */
  Map<String, Object> company(Draw draw) {
    Pair city = draw.one(names.cities());
    Pair brand = draw.one(names.brands());
    Pair trade = draw.one(names.trades());
    Pair name =
        draw.percent(25)
            ? new Pair(
                brand.zh()
                    + trade.zh()
                    + (draw.percent(50) ? "（" + city.zh() + "）" : "(" + city.zh() + ")")
                    + "有限公司",
                brand.en() + " " + trade.en() + " (" + city.en() + ") Co., Ltd.")
            : new Pair(
                city.zh() + brand.zh() + trade.zh() + "有限公司",
                city.en() + " " + brand.en() + " " + trade.en() + " Co., Ltd.");
    return party(name, city.zh() + "市样例路" + (1 + draw.below(299)) + "号");
  }

  private Map<String, Object> institute(Draw draw) {
    Pair city = draw.one(names.cities());
    return party(draw.one(names.institutes()), city.zh() + "市样例大街" + (1 + draw.below(99)) + "号");
  }

  private static Map<String, Object> party(Pair name, String address) {
    Map<String, Object> party = new LinkedHashMap<>();
    party.put("names", name.texts());
    party.put("country", "CN");
    party.put("address", address);
    return party;
  }

  /** One to four people. */
  List<Object> people(Draw draw) {
    List<Object> people = new ArrayList<>();
    int count = 1 + draw.below(4);
    for (int i = 0; i < count; i++) {
      people.add(person(draw).zh());
    }
    return people;
  }

  /** One person in both scripts. */
  Pair person(Draw draw) {
    Pair surname = draw.one(names.surnames());
    Pair given = draw.one(names.givens());
    return new Pair(surname.zh() + given.zh(), given.en() + " " + surname.en());
  }
}
