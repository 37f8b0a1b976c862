package org.tisc.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.tisc.federation.search.WorkBudget;
import org.tisc.node.corpus.CorpusHttp;
import org.tisc.node.document.Document;
import org.tisc.node.index.TellingTerms;
import org.tisc.node.index.TellingTerms.Part;
import org.tisc.node.search.TellingWords;

/** The telling words of documents and texts, weighed by the own collections. Thread-safe. */
final class DocumentWords implements TellingWords {
  /** How often a word of the title counts, which says in few words what a document is about. */
  private static final int IN_TITLE = 3;

  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final CorpusHttp corpus;
  private final TellingTerms terms;
  private final LongSupplier nanoClock;

  /**
   * Words of documents that the corpus gives.
   *
   * @param nanoClock as System::nanoTime
   */
  DocumentWords(CorpusHttp corpus, TellingTerms terms, LongSupplier nanoClock) {
    this.corpus = corpus;
    this.terms = terms;
    this.nanoClock = nanoClock;
  }

  @Override
  public List<Word> ofDocument(Optional<String> node, String key) {
    return words(parts(corpus.document(node, key)));
  }

  @Override
  public List<Word> ofText(String text) {
    return words(List.of(new Part(text, 1)));
  }

  private List<Word> words(List<Part> parts) {
    long end = nanoClock.getAsLong() + LONGEST.toNanos();
    WorkBudget budget = () -> nanoClock.getAsLong() - end >= 0;
    return terms.of(parts, MOST_WORDS, budget).stream()
        .map(term -> new Word(term.text(), term.weight()))
        .toList();
  }

  /** What a document says of its content; names of persons and numbers say nothing of it. */
  static List<Part> parts(Document document) {
    List<Part> parts = new ArrayList<>();
    document.texts().titles().texts().values().forEach(text -> parts.add(new Part(text, IN_TITLE)));
    if (!document.texts().keywords().isEmpty()) {
      parts.add(new Part(String.join("; ", document.texts().keywords()), IN_TITLE));
    }
    document.texts().abstracts().texts().values().forEach(text -> parts.add(new Part(text, 1)));
    document.texts().goods().texts().values().forEach(text -> parts.add(new Part(text, 1)));
    document.texts().product().texts().values().forEach(text -> parts.add(new Part(text, 1)));
    document.texts().claims().texts().values().forEach(text -> parts.add(new Part(text, 1)));
    return parts;
  }
}
