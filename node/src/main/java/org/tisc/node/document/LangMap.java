package org.tisc.node.document;

import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * One text in several languages, keyed by short language code ({@link Languages}). Iterates Chinese
 * first, then English, then by code. Empty texts are left out.
 *
 * @param texts the texts by language; unchanging
 */
public record LangMap(Map<String, String> texts) {
  private static final LangMap EMPTY = new LangMap(Map.of());
  private static final int MAX_LANGUAGES = 32;

  private static final Comparator<String> ORDER =
      Comparator.comparingInt(LangMap::rank).thenComparing(Comparator.naturalOrder());

  /** Raises INVALID_ARGUMENT on a key that is no language code, and on more than 32 languages. */
  public LangMap {
    TreeMap<String, String> sorted = new TreeMap<>(ORDER);
    texts.forEach(
        (language, text) -> {
          String tag =
              Languages.tag(language)
                  .orElseThrow(
                      () ->
                          new TiscException(
                              Reason.INVALID_ARGUMENT,
                              "a language code such as zh or en is needed, not: "
                                  + SafeText.shortened(SafeText.line(language), 40)));
          String clean = SafeText.block(text);
          if (!clean.isEmpty()) {
            sorted.putIfAbsent(tag, clean);
          }
        });
    if (sorted.size() > MAX_LANGUAGES) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "a text has " + sorted.size() + " languages; at most " + MAX_LANGUAGES + " are kept");
    }
    texts = Collections.unmodifiableMap(sorted);
  }

  /** No text. */
  public static LangMap empty() {
    return EMPTY;
  }

  /** One text in one language. */
  public static LangMap of(String language, String text) {
    return new LangMap(Map.of(language, text));
  }

  /** This, and for languages that are missing here, the other's text. */
  public LangMap and(LangMap other) {
    Map<String, String> merged = new TreeMap<>(other.texts);
    merged.putAll(texts);
    return new LangMap(merged);
  }

  public boolean isEmpty() {
    return texts.isEmpty();
  }

  /** The text to show first: Chinese, else English, else the first by code. */
  public Optional<String> preferred() {
    return texts.values().stream().findFirst();
  }

  private static int rank(String language) {
    if (language.equals("zh")) {
      return 0;
    }
    return language.equals("en") ? 1 : 2;
  }
}
