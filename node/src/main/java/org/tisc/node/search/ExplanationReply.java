package org.tisc.node.search;

import java.util.List;
import java.util.Optional;
import org.tisc.federation.search.Explanation;
import org.tisc.federation.search.ScoreExplanation;
import org.tisc.federation.search.SourceState;

/**
 * How one document came by its score, as JSON. What is not known is absent: without {@code found},
 * {@code reason} and {@code message} say why.
 *
 * @param reason NOT_FOUND where nothing in scope is known to hold it, NOT_MATCHED where a source
 *     holds it and the query does not find it, else why its owner did not say
 * @param state of the owner as a source, where it did not say
 * @param node whose copy scores best
 * @param score that of the ranking
 */
public record ExplanationReply(
    String key,
    boolean found,
    Optional<String> reason,
    Optional<String> message,
    Optional<String> node,
    Optional<SourceState> state,
    Optional<String> collection,
    Optional<Float> score,
    Optional<Step> calculation) {

  /**
   * One step, with those that it is made of.
   *
   * @param value a whole number for what is counted
   * @param description in the language of the caller
   * @param cut true where details were left out, because there are too many
   */
  public record Step(
      Explanation.Step step,
      Number value,
      String description,
      Optional<String> field,
      Optional<String> text,
      Optional<List<Step>> details,
      Optional<Boolean> cut) {}

  static ExplanationReply of(ScoreExplanation explanation, SearchTexts texts) {
    return switch (explanation) {
      case ScoreExplanation.Found found ->
          new ExplanationReply(
              found.key(),
              true,
              Optional.empty(),
              Optional.empty(),
              Optional.of(found.node().value()),
              Optional.empty(),
              Optional.of(found.collection()),
              Optional.of(found.score()),
              Optional.of(step(found.root(), texts)));
      case ScoreExplanation.NotFound(String key, boolean held) ->
          unknown(
              key,
              held ? "NOT_MATCHED" : "NOT_FOUND",
              texts.of(held ? "explain.notMatched" : "explain.notFound"));
      case ScoreExplanation.Untold untold ->
          new ExplanationReply(
              untold.key(),
              false,
              Optional.of(untold.reason().name()),
              Optional.of(
                  texts.of(
                      "explain.untold",
                      untold.node().value(),
                      texts.of("state." + untold.state().name()))),
              Optional.of(untold.node().value()),
              Optional.of(untold.state()),
              Optional.empty(),
              Optional.empty(),
              Optional.empty());
    };
  }

  private static ExplanationReply unknown(String key, String reason, String message) {
    return new ExplanationReply(
        key,
        false,
        Optional.of(reason),
        Optional.of(message),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Step step(Explanation step, SearchTexts texts) {
    List<Step> details = step.details().stream().map(detail -> step(detail, texts)).toList();
    return new Step(
        step.step(),
        number(step),
        description(step, texts),
        step.field(),
        step.text(),
        Optional.of(details).filter(some -> !some.isEmpty()),
        Optional.of(step.cut()).filter(cut -> cut));
  }

  /** What is a score is written as hits write theirs, so that equal ones read alike. */
  private static Number number(Explanation step) {
    double value = step.value();
    boolean counts =
        switch (step.step()) {
          case DOCUMENTS_WITH, DOCUMENTS, LENGTH, OCCURRENCES -> value == Math.rint(value);
          default -> false;
        };
    if (counts) {
      return (long) value;
    }
    return (float) value == value ? (Number) (float) value : (Number) value;
  }

  private static String description(Explanation step, SearchTexts texts) {
    String what = texts.of("explain.step." + step.step().name());
    String field = step.field().map(one -> texts.find("part." + one).orElse(one)).orElse("");
    String text = step.text().orElse("");
    if (field.isEmpty() && text.isEmpty()) {
      return what;
    }
    if (text.isEmpty()) {
      return texts.of("explain.field", what, field);
    }
    return field.isEmpty()
        ? texts.of("explain.text", what, text)
        : texts.of("explain.fieldAndText", what, field, text);
  }
}
