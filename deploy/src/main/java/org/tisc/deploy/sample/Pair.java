package org.tisc.deploy.sample;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * One text in Chinese and in English.
 *
 * @param zh the Chinese text
 * @param en the English text, without article
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
record Pair(String zh, String en) {
  Pair {
    Objects.requireNonNull(zh, "zh");
    Objects.requireNonNull(en, "en");
  }

  /** Both languages as a document carries them, Chinese first. */
  Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("zh", zh);
    texts.put("en", en);
    return texts;
  }

  /** The English text with its indefinite article. */
  String withArticle() {
    boolean vowel = "aeiou".indexOf(Character.toLowerCase(en.charAt(0))) >= 0;
    boolean consonantSound = en.startsWith("one") || en.startsWith("uni") || en.startsWith("util");
    return (vowel && !consonantSound ? "an " : "a ") + en;
  }

  /** The English text as the start of a sentence. */
  String capitalised() {
    return en.substring(0, 1).toUpperCase(Locale.ROOT) + en.substring(1);
  }
}
