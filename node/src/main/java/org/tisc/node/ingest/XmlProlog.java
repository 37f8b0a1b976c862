package org.tisc.node.ingest;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of one XML document without its document type declaration. Office files name DTDs at
 * places that do not exist; whatever a DOCTYPE says, entities of its internal subset included, is
 * blanked out before a parser sees it, line ends kept so that line numbers stay true.
 */
final class XmlProlog {
  private static final Pattern ENCODING =
      Pattern.compile("<\\?xml[^>]{0,200}encoding\\s*=\\s*[\"']([A-Za-z0-9._-]{1,40})[\"']");
  private static final int HEAD = 400;

  private XmlProlog() {}

  /** Raises CharacterCodingException on bytes that are not text in the declared encoding. */
  static String text(byte[] xml) throws CharacterCodingException {
    String text =
        encoding(xml)
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(ByteBuffer.wrap(xml))
            .toString();
    int start = 0;
    while (start < text.length()
        && (text.charAt(start) == '\uFEFF' || Character.isWhitespace(text.charAt(start)))) {
      start++;
    }
    return withoutDoctype(text.substring(start));
  }

  private static Charset encoding(byte[] xml) throws CharacterCodingException {
    String head = new String(xml, 0, Math.min(HEAD, xml.length), StandardCharsets.ISO_8859_1);
    Matcher declared = ENCODING.matcher(head);
    if (!declared.find()) {
      return StandardCharsets.UTF_8;
    }
    String name = declared.group(1).toUpperCase(Locale.ROOT);
    return switch (name) {
      // UTF-16 was recoded on opening; the declaration still names it.
      case "UTF-8", "UTF8", "UTF-16", "UTF-16LE", "UTF-16BE" -> StandardCharsets.UTF_8;
      case "GB2312", "GBK", "GB18030", "CP936" -> Charset.forName("GB18030");
      case "ISO-8859-1", "US-ASCII" -> StandardCharsets.ISO_8859_1;
      case "WINDOWS-1252" -> Charset.forName("windows-1252");
      default -> throw new CharacterCodingException();
    };
  }

  private static String withoutDoctype(String text) {
    int start = doctype(text);
    if (start < 0) {
      return text;
    }
    int end = doctypeEnd(text, start);
    StringBuilder out = new StringBuilder(text.length());
    out.append(text, 0, start);
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      out.append(c == '\n' || c == '\r' ? c : ' ');
    }
    return out.append(text, end, text.length()).toString();
  }

  /** Where the DOCTYPE begins: behind declaration, comments and instructions only; -1 if none. */
  private static int doctype(String text) {
    int at = 0;
    while (at < text.length()) {
      if (Character.isWhitespace(text.charAt(at))) {
        at++;
      } else if (text.startsWith("<?", at)) {
        at = after(text, "?>", at);
      } else if (text.startsWith("<!--", at)) {
        at = after(text, "-->", at);
      } else {
        return text.regionMatches(true, at, "<!DOCTYPE", 0, 9) ? at : -1;
      }
    }
    return -1;
  }

  private static int doctypeEnd(String text, int start) {
    boolean subset = false;
    int at = start + 9;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"' || c == '\'') {
        int close = text.indexOf(c, at + 1);
        at = close < 0 ? text.length() : close + 1;
      } else if (subset && text.startsWith("<!--", at)) {
        at = after(text, "-->", at);
      } else if (subset && text.startsWith("<?", at)) {
        at = after(text, "?>", at);
      } else {
        subset = c == '[' || (subset && c != ']');
        at++;
        if (c == '>' && !subset) {
          return at;
        }
      }
    }
    return text.length();
  }

  private static int after(String text, String end, int from) {
    int found = text.indexOf(end, from);
    return found < 0 ? text.length() : found + end.length();
  }
}
