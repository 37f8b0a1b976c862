package org.tisc.node.search;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;
import org.tisc.federation.search.Delivery;
import org.tisc.federation.search.ExplainedAnswer;
import org.tisc.federation.search.ScoreExplanation;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.federation.search.SearchQuestion;

/**
 * One search that may also say how a document came by its score. Used once, by one thread; keeps
 * the explanation of what it searched.
 */
final class ExplainedSearch implements BiFunction<SearchQuestion, Delivery, SearchAnswer> {
  private static final int LONGEST_KEY = 512;

  private final SearchEngine engine;
  private final Optional<String> key;
  private final SearchTexts texts;
  private Optional<ScoreExplanation> explanation = Optional.empty();

  private ExplainedSearch(SearchEngine engine, Optional<String> key, SearchTexts texts) {
    this.engine = engine;
    this.key = key;
    this.texts = texts;
  }

  /** Raises INVALID_ARGUMENT for what is no document key. */
  static ExplainedSearch of(SearchEngine engine, SearchInput input, SearchTexts texts) {
    Optional<String> key = input.get("explain").map(String::strip);
    boolean improper =
        key.filter(
                one -> one.length() > LONGEST_KEY || one.chars().anyMatch(Character::isISOControl))
            .isPresent();
    if (improper) {
      throw TiscException.invalid(
          Reason.INVALID_ARGUMENT,
          texts.of("request.refused", 1),
          List.of(Violation.of("explain", texts.of("explain.bad", LONGEST_KEY))));
    }
    return new ExplainedSearch(engine, key, texts);
  }

  @Override
  public SearchAnswer apply(SearchQuestion question, Delivery delivery) {
    if (key.isEmpty()) {
      return engine.search(question, delivery);
    }
    ExplainedAnswer answer = engine.explain(question, delivery, key.get());
    explanation = Optional.of(answer.explanation());
    return answer.answer();
  }

  /** The reply, with the explanation if one was asked for. */
  Object with(SearchReply reply) {
    return explanation
        .<Object>map(one -> new Explained(reply, ExplanationReply.of(one, texts)))
        .orElse(reply);
  }

  /** The fields of a reply, and one more. */
  record Explained(@JsonUnwrapped SearchReply reply, ExplanationReply explanation) {}
}
