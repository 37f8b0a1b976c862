package org.tisc.node.ingest;

import java.util.Set;
import org.tisc.node.document.SafeText;

/**
 * Readable text of marked-up text. Paragraphs, headings, claims and table rows become lines; runs
 * of white space and line break tags become one space, or nothing between two Chinese characters,
 * where office files break lines in mid-word. Figures as raised or lowered become Unicode's own
 * ({@code N₂}, {@code 10³}), other subscripts {@code x_i}; formulae become one line.
 */
final class PlainText {
  private static final Set<String> BLOCKS =
      Set.of(
          "p",
          "Paragraphs",
          "heading",
          "claim",
          "Claim",
          "claim-text",
          "ClaimText",
          "li",
          "row",
          "title",
          "InventionTitle",
          "invention-title",
          "tr",
          "ul",
          "ol",
          "dl",
          "dt",
          "dd",
          "table");
  private static final Set<String> SILENT =
      Set.of(
          "img",
          "Image",
          "figure",
          "Figure",
          "AbstractFigure",
          "cn-abst-figure",
          "chemistry",
          "pb",
          "colspec",
          "us-chemistry",
          "sequence-list");
  private static final String DIGITS = "0123456789+-";
  private static final String LOWERED = "₀₁₂₃₄₅₆₇₈₉₊₋";
  private static final String RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻";

  private final StringBuilder out = new StringBuilder();
  private boolean gap;

  private PlainText() {}

  /** The text in lines. */
  static String block(XmlElement element) {
    PlainText text = new PlainText();
    text.inside(element);
    return SafeText.block(text.out.toString());
  }

  /** The text in one line. */
  static String line(XmlElement element) {
    return SafeText.line(block(element));
  }

  private void inside(XmlElement element) {
    for (Object child : element.content()) {
      if (child instanceof XmlElement inner) {
        element(inner);
      } else {
        words((String) child);
      }
    }
  }

  private void element(XmlElement element) {
    String name = element.name();
    if (SILENT.contains(name)) {
      return;
    }
    switch (name) {
      case "br" -> gap = true;
      case "sub", "Sub" -> index(element, LOWERED, "_");
      case "sup", "Sup" -> index(element, RAISED, "^");
      case "math", "MathText" -> words(MathText.of(element));
      case "entry", "td" -> {
        inside(element);
        words(" | ");
      }
      default -> {
        boolean block = BLOCKS.contains(name);
        if (block) {
          newLine();
        }
        inside(element);
        if (block) {
          newLine();
        }
      }
    }
  }

  private void index(XmlElement element, String figures, String mark) {
    String text = line(element);
    if (text.isEmpty()) {
      return;
    }
    boolean spaceBehind = endsInSpace(element);
    StringBuilder small = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      int at = DIGITS.indexOf(text.charAt(i));
      if (at < 0) {
        flushGap(text.charAt(0));
        out.append(mark).append(text);
        gap = spaceBehind;
        return;
      }
      small.append(figures.charAt(at));
    }
    out.append(small);
    gap = spaceBehind;
  }

  private static boolean endsInSpace(XmlElement element) {
    return !element.content().isEmpty()
        && element.content().getLast() instanceof String text
        && Character.isWhitespace(text.charAt(text.length() - 1));
  }

  private void words(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
        gap = true;
      } else {
        flushGap(c);
        out.append(c);
      }
    }
  }

  private void flushGap(char next) {
    if (gap && !out.isEmpty() && out.charAt(out.length() - 1) != '\n') {
      char last = out.charAt(out.length() - 1);
      if (!isWide(last) || !isWide(next)) {
        out.append(' ');
      }
    }
    gap = false;
  }

  private void newLine() {
    gap = false;
    if (!out.isEmpty() && out.charAt(out.length() - 1) != '\n') {
      out.append('\n');
    }
  }

  /** Chinese characters and full-width signs, between which no space is written. */
  private static boolean isWide(char c) {
    return (c >= '\u2E80' && c <= '\u9FFF')
        || (c >= '\uF900' && c <= '\uFAFF')
        || (c >= '\uFF00' && c <= '\uFFEF')
        || Character.isSurrogate(c)
        || c == '“'
        || c == '”'
        || c == '…';
  }
}
