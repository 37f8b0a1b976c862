package org.tisc.federation.search;

import java.util.List;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.proto.federation.v1.ExplainResponse;
import org.tisc.proto.federation.v1.ScoreStep;
import org.tisc.proto.federation.v1.ScoreStepKind;

/** The arithmetic of scores as messages. */
final class ExplainProtos {
  private int steps;

  private ExplainProtos() {}

  static ScoreStep toProto(Explanation explanation) {
    ScoreStep.Builder step =
        ScoreStep.newBuilder()
            .setKind(kind(explanation.step()))
            .setValue(explanation.value())
            .setCut(explanation.cut());
    explanation.field().ifPresent(step::setField);
    explanation.text().ifPresent(step::setText);
    explanation.details().forEach(detail -> step.addDetails(toProto(detail)));
    return step.build();
  }

  /**
   * Reads what a peer says of a key. Raises INVALID_ARGUMENT for what cannot be: more or deeper
   * steps, longer texts, values that are no numbers, a collection that was not searched.
   *
   * @param collections in the order that indexes mean
   */
  static Explained fromProto(ExplainResponse response, List<CollectionInfo> collections) {
    if (!response.hasScore()) {
      return new Explained(response.getHeld(), Optional.empty(), Optional.empty());
    }
    require(response.getHeld(), "a score of what is not held");
    int collection = response.getCollection();
    require(collection >= 0 && collection < collections.size(), "an unknown collection");
    Explanation explanation = new ExplainProtos().read(response.getScore(), 1);
    require(
        explanation.value() >= 0 && explanation.value() == explanation.score(),
        "a score that is none");
    return new Explained(
        true,
        Optional.of(new Explained.Copy(collections.get(collection).name(), explanation)),
        Optional.empty());
  }

  private Explanation read(ScoreStep step, int depth) {
    require(depth <= Explanation.MAX_DEPTH, "steps nested too deep");
    require(++steps <= Explanation.MAX_STEPS, "too many steps");
    return new Explanation(
        step(step.getKind()),
        step.getValue(),
        text(step.getField()),
        text(step.getText()),
        step.getDetailsList().stream().map(detail -> read(detail, depth + 1)).toList(),
        step.getCut());
  }

  private static Optional<String> text(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private static ScoreStepKind kind(Explanation.Step step) {
    return switch (step) {
      case SUM -> ScoreStepKind.SCORE_STEP_KIND_SUM;
      case BEST -> ScoreStepKind.SCORE_STEP_KIND_BEST;
      case CONSTANT -> ScoreStepKind.SCORE_STEP_KIND_CONSTANT;
      case CONDITION -> ScoreStepKind.SCORE_STEP_KIND_CONDITION;
      case TERM -> ScoreStepKind.SCORE_STEP_KIND_TERM;
      case PHRASE -> ScoreStepKind.SCORE_STEP_KIND_PHRASE;
      case GROUP -> ScoreStepKind.SCORE_STEP_KIND_GROUP;
      case BOOST -> ScoreStepKind.SCORE_STEP_KIND_BOOST;
      case RARITY -> ScoreStepKind.SCORE_STEP_KIND_RARITY;
      case DOCUMENTS_WITH -> ScoreStepKind.SCORE_STEP_KIND_DOCUMENTS_WITH;
      case DOCUMENTS -> ScoreStepKind.SCORE_STEP_KIND_DOCUMENTS;
      case SATURATION -> ScoreStepKind.SCORE_STEP_KIND_SATURATION;
      case OCCURRENCES -> ScoreStepKind.SCORE_STEP_KIND_OCCURRENCES;
      case K1 -> ScoreStepKind.SCORE_STEP_KIND_K1;
      case B -> ScoreStepKind.SCORE_STEP_KIND_B;
      case LENGTH -> ScoreStepKind.SCORE_STEP_KIND_LENGTH;
      case AVERAGE_LENGTH -> ScoreStepKind.SCORE_STEP_KIND_AVERAGE_LENGTH;
      case TIE_BREAKER -> ScoreStepKind.SCORE_STEP_KIND_TIE_BREAKER;
      case OTHER -> ScoreStepKind.SCORE_STEP_KIND_UNSPECIFIED;
    };
  }

  private static Explanation.Step step(ScoreStepKind kind) {
    return switch (kind) {
      case SCORE_STEP_KIND_SUM -> Explanation.Step.SUM;
      case SCORE_STEP_KIND_BEST -> Explanation.Step.BEST;
      case SCORE_STEP_KIND_CONSTANT -> Explanation.Step.CONSTANT;
      case SCORE_STEP_KIND_CONDITION -> Explanation.Step.CONDITION;
      case SCORE_STEP_KIND_TERM -> Explanation.Step.TERM;
      case SCORE_STEP_KIND_PHRASE -> Explanation.Step.PHRASE;
      case SCORE_STEP_KIND_GROUP -> Explanation.Step.GROUP;
      case SCORE_STEP_KIND_BOOST -> Explanation.Step.BOOST;
      case SCORE_STEP_KIND_RARITY -> Explanation.Step.RARITY;
      case SCORE_STEP_KIND_DOCUMENTS_WITH -> Explanation.Step.DOCUMENTS_WITH;
      case SCORE_STEP_KIND_DOCUMENTS -> Explanation.Step.DOCUMENTS;
      case SCORE_STEP_KIND_SATURATION -> Explanation.Step.SATURATION;
      case SCORE_STEP_KIND_OCCURRENCES -> Explanation.Step.OCCURRENCES;
      case SCORE_STEP_KIND_K1 -> Explanation.Step.K1;
      case SCORE_STEP_KIND_B -> Explanation.Step.B;
      case SCORE_STEP_KIND_LENGTH -> Explanation.Step.LENGTH;
      case SCORE_STEP_KIND_AVERAGE_LENGTH -> Explanation.Step.AVERAGE_LENGTH;
      case SCORE_STEP_KIND_TIE_BREAKER -> Explanation.Step.TIE_BREAKER;
      // A newer release may have further steps; their values are shown all the same.
      case SCORE_STEP_KIND_UNSPECIFIED, UNRECOGNIZED -> Explanation.Step.OTHER;
    };
  }

  private static void require(boolean fact, String otherwise) {
    if (!fact) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "The explanation has " + otherwise);
    }
  }
}
