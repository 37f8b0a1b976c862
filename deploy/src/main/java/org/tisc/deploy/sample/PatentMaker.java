package org.tisc.deploy.sample;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tisc.deploy.sample.PatentNumber.Right;
import org.tisc.deploy.sample.Vocabulary.Design;
import org.tisc.deploy.sample.Vocabulary.Topic;

/** Makes patents: inventions, utility models and designs. */
final class PatentMaker implements Maker {
  private static final LocalDate TODAY = LocalDate.of(2025, 12, 31);

  private final long seed;
  private final Vocabulary words;
  private final List<Topic> apparatus;
  private final Parties parties;

  PatentMaker(long seed, Vocabulary words, Parties parties) {
    this.seed = seed;
    this.words = words;
    this.apparatus = words.topics().stream().filter(Topic::apparatus).toList();
    this.parties = parties;
  }

  @Override
  public Made make(int index, Draw draw) {
    PatentNumber number = PatentNumber.of(seed, index);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("office", number.office());
    fields.put("number", number.number());
    fields.put("kindCode", number.kindCode());
    Optional<Drawing> drawing = Optional.empty();
    if (number.right() == Right.DESIGN) {
      drawing = Optional.of(design(fields, number, draw));
    } else {
      technology(fields, number, draw);
    }
    fields.put("applicationNumber", number.application());
    fields.put("applicationDate", number.applied().toString());
    fields.put("publicationDate", number.published().toString());
    if (number.right() == Right.INVENTION && draw.percent(20)) {
      fields.put("family", "SAMPLE-" + (index / 40));
    }
    legal(fields, number, draw);
    return new Made(number.key(), fields, drawing);
  }

  private void technology(Map<String, Object> fields, PatentNumber number, Draw draw) {
    boolean utility = number.right() == Right.UTILITY_MODEL;
    boolean chinese = number.office().equals("CN");
    Topic topic = draw.one(utility ? apparatus : words.topics());
    PatentText text = new PatentText(topic, words.names(), draw);
    Pair title = utility ? text.utilityTitle() : text.inventionTitle();
    Pair summary = text.abstractText(utility);
    // Half of the Chinese documents carry a translation, foreign ones are English only.
    boolean both = chinese && draw.percent(50);
    fields.put("titles", shown(title, chinese, both));
    fields.put("abstracts", shown(summary, chinese, both));
    fields.put("claims", shown(text.claims(), chinese, false));
    if (draw.percent(30)) {
      fields.put("description", shown(text.description(), chinese, false));
    }
    fields.put("applicants", chinese ? parties.chinese(draw) : parties.foreign(draw));
    fields.put("inventors", chinese ? parties.people(draw) : List.of(parties.person(draw).en()));
    fields.put("ipc", draw.some(topic.ipc(), 1 + draw.below(2)));
    if (!chinese || draw.percent(25)) {
      fields.put("cpc", List.of(draw.one(topic.ipc())));
    }
    fields.put("keywords", List.of(text.keywordThing().zh(), text.keywordMeans().en()));
    earlier(fields, number, draw);
  }

  private static void earlier(Map<String, Object> fields, PatentNumber number, Draw draw) {
    if (!number.office().equals("CN")) {
      Map<String, Object> priority = new LinkedHashMap<>();
      priority.put("office", "US");
      priority.put("number", String.format(Locale.ROOT, "62/%06d", draw.below(999_999)));
      priority.put("date", number.applied().minusDays(draw.below(360)).toString());
      fields.put("priorities", List.of(priority));
    }
  }

  private Drawing design(Map<String, Object> fields, PatentNumber number, Draw draw) {
    Design design = draw.one(words.names().designs());
    Pair setting = draw.one(words.names().settings());
    Pair title =
        draw.percent(50)
            ? design.article()
            : new Pair(
                design.zh() + "（适用于" + setting.zh() + "）", design.en() + " for " + setting.en());
    fields.put("titles", new Pair(title.zh(), title.capitalised()).texts());
    fields.put(
        "abstracts", Map.of("zh", "本外观设计产品的名称：" + design.zh() + "。设计要点在于产品的形状。最能表明设计要点的图片为立体图。"));
    fields.put("applicants", parties.chinese(draw));
    fields.put("inventors", parties.people(draw));
    fields.put("locarno", List.of(design.locarno()));
    Drawing drawing = Drawing.design(number.printed() + ".svg", design.shape(), draw);
    fields.put("media", List.of(drawing.reference()));
    return drawing;
  }

  private static void legal(Map<String, Object> fields, PatentNumber number, Draw draw) {
    if (!number.office().equals("CN")) {
      fields.put("legalStatus", number.granted() ? "IN_FORCE" : "UNKNOWN");
      return;
    }
    List<Map<String, Object>> events = new ArrayList<>();
    if (!number.granted()) {
      boolean dead = draw.percent(15);
      fields.put("legalStatus", dead ? "DEAD" : "PENDING");
      events.add(event("SE01", number.published(), 60, "实质审查的生效"));
      if (dead) {
        events.add(event("RJ01", number.published(), 500, "驳回"));
      }
    } else {
      boolean dead = draw.percent(20) && number.published().plusDays(900).isBefore(TODAY);
      fields.put("legalStatus", dead ? "DEAD" : "IN_FORCE");
      events.add(event("GR01", number.published(), 0, "授权"));
      if (dead) {
        events.add(event("CF01", number.published(), 800, "未缴年费专利权终止"));
      } else if (draw.percent(10)) {
        events.add(event("OL01", number.published(), 200, "开放许可声明"));
      } else if (draw.percent(8)) {
        events.add(event("PE01", number.published(), 300, "专利权质押合同登记的生效"));
      }
    }
    events.removeIf(event -> LocalDate.parse((String) event.get("date")).isAfter(TODAY));
    if (!events.isEmpty()) {
      fields.put("legalEvents", events);
    }
  }

  private static Map<String, Object> event(String code, LocalDate from, int days, String text) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("code", code);
    event.put("date", from.plusDays(days).toString());
    event.put("text", text);
    return event;
  }

  private static Map<String, String> shown(Pair text, boolean chinese, boolean both) {
    if (both) {
      return text.texts();
    }
    return chinese ? Map.of("zh", text.zh()) : Map.of("en", text.en());
  }
}
