package org.tisc.deploy.sample;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tisc.deploy.sample.Vocabulary.Goods;
import org.tisc.deploy.sample.Vocabulary.Names;

/** Makes trademarks. */
final class TrademarkMaker implements Maker {
  private final Names names;
  private final Parties parties;

  TrademarkMaker(Names names, Parties parties) {
    this.names = names;
    this.parties = parties;
  }

  @Override
  public Made make(int index, Draw draw) {
    Pair word = word(draw);
    Goods goods = draw.one(names.goods());
    String number = Integer.toString(15_000_000 + PatentNumber.spread(index, 60_000_000));
    LocalDate applied = draw.day(LocalDate.of(2015, 1, 5), LocalDate.of(2025, 1, 31));
    LocalDate registered = applied.plusDays(270 + draw.below(60));
    String state = draw.percent(85) ? "IN_FORCE" : draw.percent(50) ? "DEAD" : "PENDING";
    Drawing drawing = Drawing.mark("TM" + number + ".svg", word, draw);
    List<Integer> drawn = draw.some(List.of(0, 1, 2), 2);

    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("office", "CN");
    fields.put("number", number);
    fields.put("titles", word.texts());
    fields.put("applicants", List.of(parties.company(draw)));
    fields.put("niceClasses", List.of(goods.niceClass()));
    Map<String, String> goodsTexts = new LinkedHashMap<>();
    goodsTexts.put("zh", String.join("；", drawn.stream().map(goods.zh()::get).toList()));
    goodsTexts.put("en", String.join("; ", drawn.stream().map(goods.en()::get).toList()));
    fields.put("goods", goodsTexts);
    fields.put("applicationNumber", number);
    fields.put("applicationDate", applied.toString());
    if (!state.equals("PENDING")) {
      fields.put("publicationDate", registered.toString());
    }
    fields.put("legalStatus", state);
    fields.put("media", List.of(drawing.reference()));
    return new Made(
        "TRADEMARK:CN:REG." + number + ":" + goods.niceClass(), fields, Optional.of(drawing));
  }

  private Pair word(Draw draw) {
    Pair first = draw.one(names.marks().first());
    Pair last = draw.one(names.marks().last());
    if (draw.percent(40)) {
      Pair middle = draw.one(names.marks().middle());
      String pinyin = first.en() + middle.en() + last.en();
      return new Pair(first.zh() + middle.zh() + last.zh(), new Pair("", pinyin).capitalised());
    }
    return new Pair(first.zh() + last.zh(), new Pair("", first.en() + last.en()).capitalised());
  }
}
