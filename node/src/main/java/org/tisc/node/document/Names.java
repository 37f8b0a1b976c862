package org.tisc.node.document;

import java.util.Locale;

/** Names of persons and bodies made comparable. */
public final class Names {
  private Names() {}

  /**
   * The form in which two spellings of a name are equal: width, case, brackets, punctuation and the
   * spaces beside Chinese characters do not matter; {@code 鸿富锦精密工业（深圳）有限公司} and the same with
   * half-width brackets agree. Never shown to a reader.
   */
  public static String comparisonForm(String name) {
    String text = NumberText.halfWidth(name).toLowerCase(Locale.ROOT);
    StringBuilder out = new StringBuilder(text.length());
    boolean gap = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (!Character.isLetterOrDigit(c)) {
        // Dots and apostrophes join what they stand between: S.A. is sa.
        gap = gap || (c != '.' && c != '\'' && c != '’');
        continue;
      }
      boolean wide = Character.isIdeographic(c);
      boolean afterWide =
          !out.isEmpty() && Character.isIdeographic(out.codePointBefore(out.length()));
      if (gap && !out.isEmpty() && !wide && !afterWide) {
        out.append(' ');
      }
      gap = false;
      out.appendCodePoint(c);
    }
    return out.toString();
  }
}
