package org.tisc.node.search;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.search.DocumentCopy;
import org.tisc.federation.search.Explanation;
import org.tisc.federation.search.Explanation.Step;
import org.tisc.federation.search.InexactReason;
import org.tisc.federation.search.RenderedDocument;
import org.tisc.federation.search.RenderedDocument.Mark;
import org.tisc.federation.search.RenderedDocument.Passage;
import org.tisc.federation.search.ScoreExplanation;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.federation.search.SearchHit;
import org.tisc.federation.search.SourceReport;
import org.tisc.federation.search.SourceState;

/** Answers as a federation might give them. */
final class Answers {
  static final NodeId BEIJING = new NodeId("beijing");
  static final NodeId TIANJIN = new NodeId("tianjin");
  static final NodeId HEBEI = new NodeId("hebei");
  static final String KEY = "PATENT:CN:110083831:A";

  private Answers() {}

  static SearchHit hit(String title, String fieldsJson, Map<String, List<Passage>> highlights) {
    RenderedDocument document =
        new RenderedDocument(
            new DocumentCopy(KEY, "patents"), "PATENT", title, fieldsJson, highlights);
    return new SearchHit(
        KEY,
        7.25f,
        BEIJING,
        List.of(BEIJING, TIANJIN),
        Optional.of(document),
        Optional.of("CC BY 4.0"),
        "cite");
  }

  static SearchHit hit() {
    return hit(
        "一种锂离子电池隔膜",
        """
        {"number":"CN110083831A","applicants":["天津大学","示例公司"],"niceClasses":[9,35],
         "goods":{"zh":"电池","en":"batteries"},"abstracts":{"zh":"摘要文字"},"empty":""}\
        """,
        Map.of(
            "title",
            List.of(new Passage("一种锂离子电池隔膜", List.of(new Mark(2, 7)))),
            "claims",
            List.of(new Passage("所述电池包括隔膜", List.of(new Mark(2, 4), new Mark(6, 8))))));
  }

  /** What explains {@link #hit()}; of other keys it knows nothing. */
  static ScoreExplanation explained(String key) {
    if (!key.equals(KEY)) {
      return new ScoreExplanation.NotFound(key, false);
    }
    Explanation title =
        new Explanation(
            Step.TERM,
            7.25,
            Optional.of("title"),
            Optional.of("电池"),
            List.of(
                Explanation.of(Step.RARITY, 2.5, Explanation.of(Step.DOCUMENTS_WITH, 12)),
                Explanation.of(Step.SATURATION, 0.1f)),
            false);
    Explanation condition =
        new Explanation(
            Step.CONDITION, 0, Optional.of("office"), Optional.empty(), List.of(), false);
    return new ScoreExplanation.Found(
        key, BEIJING, "patents", 7.25f, Explanation.of(Step.SUM, 7.25, title, condition));
  }

  static SearchAnswer exact(SearchHit... hits) {
    return new SearchAnswer(
        true,
        List.of(),
        new SearchAnswer.Total(1234, SearchAnswer.Relation.EQUAL),
        0,
        List.of(hits),
        true,
        List.of(
            source(BEIJING, "patents", SourceState.ANSWERED),
            source(TIANJIN, "patents", SourceState.EMPTY)),
        List.of(),
        false,
        Optional.empty(),
        Duration.ofMillis(42));
  }

  static SearchAnswer inexact() {
    return new SearchAnswer(
        false,
        List.of(InexactReason.PEER_MISSING),
        new SearchAnswer.Total(3, SearchAnswer.Relation.AT_LEAST),
        0,
        List.of(
            hit(),
            new SearchHit(
                "GI:EU:PGI-CN-0622",
                1f,
                TIANJIN,
                List.of(TIANJIN),
                Optional.empty(),
                Optional.empty(),
                "no")),
        false,
        List.of(
            source(BEIJING, "patents", SourceState.ANSWERED),
            new SourceReport(
                HEBEI,
                Optional.empty(),
                SourceState.UNAVAILABLE,
                Optional.of("NO_INBOUND"),
                0,
                Optional.empty(),
                12,
                Optional.empty())),
        List.of(),
        false,
        Optional.empty(),
        Duration.ofMillis(999));
  }

  static SourceReport source(NodeId node, String collection, SourceState state) {
    return new SourceReport(
        node,
        Optional.of(collection),
        state,
        Optional.empty(),
        1200,
        Optional.of(Instant.parse("2026-01-02T03:04:05Z")),
        7,
        Optional.empty());
  }
}
