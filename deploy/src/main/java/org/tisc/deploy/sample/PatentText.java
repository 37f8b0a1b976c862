package org.tisc.deploy.sample;

import java.util.List;
import org.tisc.deploy.sample.Vocabulary.Names;
import org.tisc.deploy.sample.Vocabulary.Topic;

/**
 * The words of one invented patent or article: a thing, the means that makes it new, the trouble it
 * ends and what is gained.
 */
final class PatentText {
  private final Topic topic;
  private final Pair thing;
  private final Pair means;
  private final Pair trouble;
  private final Pair gain;
  private final Pair setting;
  private final List<Pair> parts;
  private final int form;

  PatentText(Topic topic, Names names, Draw draw) {
    this.topic = topic;
    int position = draw.below(topic.things().size());
    thing = topic.things().get(position);
    means = draw.one(topic.fitting(position, 0, topic.means()));
    trouble = draw.one(topic.fitting(position, 1, topic.troubles()));
    gain = draw.one(topic.fitting(position, 2, topic.gains()));
    parts = draw.some(topic.fitting(position, 3, topic.parts()), 3);
    setting = draw.one(names.settings());
    form = draw.below(4);
  }

  Pair keywordThing() {
    return thing;
  }

  Pair keywordMeans() {
    return means;
  }

  Topic topic() {
    return topic;
  }

  Pair inventionTitle() {
    Pair act = topic.act();
    return switch (form) {
      case 0 ->
          new Pair("一种基于" + means.zh() + "的" + thing.zh(), en("%s based on %s", thing, means));
      case 1 ->
          new Pair(
              "一种适用于" + setting.zh() + "的" + thing.zh() + "及其" + act.zh(),
              en("%s for %s and %s thereof", thing, setting, act));
      case 2 ->
          new Pair(
              "采用" + means.zh() + "的" + thing.zh() + "及" + act.zh(),
              en("%s using %s, and %s", thing, means, act));
      default ->
          new Pair(
              "一种" + thing.zh() + "的" + act.zh(), act.capitalised() + " of " + thing.withArticle());
    };
  }

  Pair utilityTitle() {
    Pair part = parts.getFirst();
    return form % 2 == 0
        ? new Pair("一种" + thing.zh() + "用" + part.zh(), en("%s for %s", part, article(thing)))
        : new Pair(
            "一种适用于" + setting.zh() + "的" + thing.zh() + "用" + part.zh(),
            en("%s for %s in %s", part, article(thing), setting));
  }

  Pair articleTitle() {
    return switch (form) {
      case 0 ->
          new Pair(
              means.zh() + "在" + thing.zh() + "中的应用研究",
              en("Application of %s to %s", means, article(thing)));
      case 1 ->
          new Pair(
              "面向" + setting.zh() + "的" + thing.zh() + "研究进展",
              en("%s for %s: a review", thing, setting));
      case 2 ->
          new Pair(
              "基于" + means.zh() + "的" + thing.zh() + "性能分析",
              en("Performance of %s based on %s", article(thing), means));
      default ->
          new Pair(
              thing.zh() + "中" + trouble.zh() + "问题的实验研究",
              en("Experiments on %s in %s", trouble, article(thing)));
    };
  }

  Pair abstractText(boolean utility) {
    String right = utility ? "本实用新型" : "本发明";
    String what = utility ? parts.getFirst().zh() : thing.zh();
    return new Pair(
        right
            + "公开了一种"
            + what
            + "，属于"
            + topic.field().zh()
            + "技术领域，主要应用于"
            + setting.zh()
            + "。所述"
            + thing.zh()
            + "包括"
            + parts.get(0).zh()
            + "、"
            + parts.get(1).zh()
            + "和"
            + parts.get(2).zh()
            + "，所述"
            + parts.get(0).zh()
            + "与"
            + parts.get(1).zh()
            + "相配合。"
            + "针对现有技术中"
            + trouble.zh()
            + "的问题，"
            + right
            + "采用"
            + means.zh()
            + "，"
            + gain.zh()
            + "。",
        "Disclosed is "
            + (utility ? parts.getFirst() : thing).withArticle()
            + " in the field of "
            + topic.field().en()
            + ", intended mainly for "
            + setting.en()
            + ". The "
            + thing.en()
            + " comprises "
            + parts.get(0).withArticle()
            + ", "
            + parts.get(1).withArticle()
            + " and "
            + parts.get(2).withArticle()
            + ", the "
            + parts.get(0).en()
            + " cooperating with the "
            + parts.get(1).en()
            + ". To overcome "
            + trouble.en()
            + ", use is made of "
            + means.en()
            + ". The solution "
            + gain.en()
            + ".");
  }

  Pair claims() {
    return new Pair(
        "1. 一种"
            + thing.zh()
            + "，其特征在于，包括"
            + parts.get(0).zh()
            + "和"
            + parts.get(1).zh()
            + "，所述"
            + parts.get(0).zh()
            + "通过"
            + means.zh()
            + "与所述"
            + parts.get(1).zh()
            + "相配合。\n2. 根据权利要求1所述的"
            + thing.zh()
            + "，其特征在于，还包括"
            + parts.get(2).zh()
            + "。",
        "1. "
            + capitalised(thing.withArticle())
            + ", characterised in that it comprises "
            + parts.get(0).withArticle()
            + " and "
            + parts.get(1).withArticle()
            + ", the "
            + parts.get(0).en()
            + " cooperating with the "
            + parts.get(1).en()
            + " by "
            + means.en()
            + ".\n2. The "
            + thing.en()
            + " according to claim 1, further comprising "
            + parts.get(2).withArticle()
            + ".");
  }

  Pair description() {
    return new Pair(
        "背景技术：现有的"
            + thing.zh()
            + "在"
            + setting.zh()
            + "中使用时，"
            + trouble.zh()
            + "，难以满足要求。\n发明内容：采用"
            + means.zh()
            + "后，"
            + gain.zh()
            + "。\n具体实施方式："
            + parts.get(0).zh()
            + "安装后与"
            + parts.get(2).zh()
            + "连接，再按常规步骤完成"
            + topic.act().zh()
            + "。",
        "Background: in "
            + setting.en()
            + " a known "
            + thing.en()
            + " suffers from "
            + trouble.en()
            + ".\nSummary: with "
            + means.en()
            + " the solution "
            + gain.en()
            + ".\nEmbodiment: the "
            + parts.get(0).en()
            + " is connected with the "
            + parts.get(2).en()
            + ", then the usual steps of the "
            + topic.act().en()
            + " follow.");
  }

  Pair paperAbstract() {
    return new Pair(
        "针对"
            + setting.zh()
            + "中"
            + thing.zh()
            + "存在的"
            + trouble.zh()
            + "问题，本文研究了"
            + means.zh()
            + "的作用机理，搭建了由"
            + parts.get(0).zh()
            + "和"
            + parts.get(1).zh()
            + "组成的试验平台。结果表明，该方法"
            + gain.zh()
            + "。",
        "This paper studies "
            + means.en()
            + " as a remedy for "
            + trouble.en()
            + " of "
            + thing.withArticle()
            + " in "
            + setting.en()
            + ". A test rig with "
            + parts.get(0).withArticle()
            + " and "
            + parts.get(1).withArticle()
            + " was built. The results show that the method "
            + gain.en()
            + ".");
  }

  private static Pair article(Pair noun) {
    return new Pair(noun.zh(), noun.withArticle());
  }

  private static String en(String pattern, Pair... words) {
    Object[] texts = new Object[words.length];
    for (int i = 0; i < words.length; i++) {
      texts[i] = words[i].en();
    }
    return capitalised(pattern.formatted(texts));
  }

  private static String capitalised(String text) {
    return new Pair("", text).capitalised();
  }
}
