package org.tisc.federation.search;

/** An answer, and how one document of it came by its score. */
public record ExplainedAnswer(SearchAnswer answer, ScoreExplanation explanation) {}
