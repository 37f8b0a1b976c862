package org.tisc.node.search;

import com.google.protobuf.ByteString;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.state.StateDocument;
import org.tisc.federation.state.StateStore;
import org.tisc.node.query.TextAnalysis;
import org.tisc.node.query.Thesaurus;

/**
 * The words that this centre takes for one, as its staff keep them. They never leave the node but
 * inside of queries. Thread-safe.
 */
public final class Synonyms implements Supplier<Optional<Thesaurus>> {
  /** Longest text of all groups, in UTF-16 code units. */
  static final int LONGEST = 512 * 1024;

  private static final String KIND = "search";
  private static final String ID = "synonyms";

  private final StateStore states;
  private final TextAnalysis analysis;
  private final AtomicReference<Kept> kept;

  /**
   * What is kept.
   *
   * @param revision 0 while nothing is
   * @param text one group a line, as written
   */
  record Kept(long revision, String text, Thesaurus thesaurus) {}

  /** Reads what is kept. */
  public Synonyms(StateStore states, TextAnalysis analysis) {
    this.states = states;
    this.analysis = analysis;
    this.kept = new AtomicReference<>(read());
  }

  private Kept read() {
    Optional<StateDocument> document = states.read(KIND, ID);
    long revision = document.map(StateDocument::revision).orElse(0L);
    String text = document.map(StateDocument::content).orElse(ByteString.EMPTY).toStringUtf8();
    return new Kept(revision, text, thesaurus(text, Locale.ENGLISH));
  }

  private Thesaurus thesaurus(String text, Locale locale) {
    return Thesaurus.read(text.lines().toList(), analysis, locale);
  }

  @Override
  public Optional<Thesaurus> get() {
    return Optional.of(kept().thesaurus());
  }

  Kept kept() {
    return kept.get();
  }

  /**
   * Keeps other groups. Raises INVALID_ARGUMENT with a violation of {@code text} that names the
   * line, TOO_LARGE, and STALE_REVISION when somebody else was first.
   *
   * @param expectedRevision what the caller saw
   * @param locale of the violation
   */
  synchronized Kept replace(String text, long expectedRevision, Locale locale) {
    if (text.length() > LONGEST) {
      throw new TiscException(
          Reason.TOO_LARGE,
          "The synonyms have %d characters; at most %d".formatted(text.length(), LONGEST));
    }
    Thesaurus thesaurus = thesaurus(text, locale);
    StateDocument written = states.write(KIND, ID, expectedRevision, ByteString.copyFromUtf8(text));
    Kept now = new Kept(written.revision(), text, thesaurus);
    kept.set(now);
    return now;
  }
}
