package org.tisc.node.document;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Language codes of texts: short BCP 47 tags in lower case. The script of a text outweighs the tag
 * that came with it, because real exports tag Chinese titles {@code ko} and English ones {@code
 * de}.
 */
public final class Languages {
  /** The tag of a text whose language nobody told. */
  public static final String UNDETERMINED = "und";

  private static final Pattern TAG = Pattern.compile("[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}");

  /** Words that are frequent in English titles and rare in those of other languages. */
  private static final Set<String> ENGLISH =
      Set.of(
          "the",
          "of",
          "and",
          "for",
          "with",
          "method",
          "methods",
          "using",
          "from",
          "thereof",
          "comprising",
          "same",
          "by",
          "having",
          "containing",
          "making",
          "preparation",
          "process",
          "building",
          "materials",
          "composition",
          "device",
          "apparatus",
          "its",
          "use",
          "to");

  private Languages() {}

  /**
   * The short form of a language code: {@code zh-CN}, {@code chi} and {@code cn} are {@code zh};
   * traditional Chinese is {@code zh-hant}. Empty if the text is no language code.
   */
  public static Optional<String> tag(String text) {
    String code = text.strip().toLowerCase(Locale.ROOT).replace('_', '-');
    return switch (code) {
      case "", "unknown", "un", "xx", "und" -> Optional.of(UNDETERMINED);
      case "cn", "chi", "zho", "zh-cn", "zh-sg", "zh-hans", "zh-hans-cn" -> Optional.of("zh");
      case "zh-tw", "zh-hk", "zh-mo", "zh-hant", "zh-hant-tw", "zh-hant-hk" ->
          Optional.of("zh-hant");
      case "eng", "en-us", "en-gb" -> Optional.of("en");
      case "ger", "deu" -> Optional.of("de");
      case "fre", "fra" -> Optional.of("fr");
      case "jpn" -> Optional.of("ja");
      case "kor" -> Optional.of("ko");
      default -> TAG.matcher(code).matches() ? Optional.of(code) : Optional.empty();
    };
  }

  /**
   * The language to store a text under. A declared tag is believed unless the text's script rules
   * it out, or the text is plainly English under another Latin-script tag.
   */
  public static String of(String text, String declared) {
    String tag = tag(declared).orElse(UNDETERMINED);
    String primary = tag.contains("-") ? tag.substring(0, tag.indexOf('-')) : tag;
    Script script = script(text);
    return switch (script) {
      case HAN -> primary.equals("zh") || primary.equals("ja") ? tag : "zh";
      case KANA -> primary.equals("ja") ? tag : "ja";
      case HANGUL -> primary.equals("ko") ? tag : "ko";
      case OTHER -> tag;
      case LATIN -> {
        if (primary.equals("en")) {
          yield tag;
        }
        boolean elsewhere = Set.of("zh", "ja", "ko", UNDETERMINED).contains(primary);
        yield elsewhere || looksEnglish(text) ? "en" : tag;
      }
    };
  }

  /** The language guessed from the text alone; Latin script counts as English. */
  public static String guess(String text) {
    return of(text, UNDETERMINED);
  }

  private static boolean looksEnglish(String text) {
    String head = text.length() > 400 ? text.substring(0, 400) : text;
    if (head.chars().anyMatch(c -> c > 0x7F && Character.isLetter(c))) {
      return false;
    }
    return Arrays.stream(head.toLowerCase(Locale.ROOT).split("[^a-z]+"))
        .anyMatch(ENGLISH::contains);
  }

  private enum Script {
    HAN,
    KANA,
    HANGUL,
    LATIN,
    OTHER
  }

  private static Script script(String text) {
    int han = 0;
    int kana = 0;
    int hangul = 0;
    int latin = 0;
    int other = 0;
    int end = Math.min(text.length(), 2_000);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (!Character.isLetter(c)) {
        continue;
      }
      switch (Character.UnicodeScript.of(c)) {
        case HAN -> han++;
        case HIRAGANA, KATAKANA -> kana++;
        case HANGUL -> hangul++;
        case LATIN -> latin++;
        default -> other++;
      }
    }
    if (kana > 0 && kana * 8 >= han) {
      return Script.KANA;
    }
    if (hangul > 0 && hangul >= han) {
      return Script.HANGUL;
    }
    // A Chinese title may hold more Latin letters than Han: 一种基于BERT-BiGRU-CRF的方法.
    if (han > 0 && han * 6 >= latin) {
      return Script.HAN;
    }
    return other > latin || latin == 0 ? Script.OTHER : Script.LATIN;
  }
}
