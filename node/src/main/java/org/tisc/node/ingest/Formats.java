package org.tisc.node.ingest;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Recognises formats by the first bytes, and by the file name where bytes do not tell. */
public final class Formats {
  /** How many first bytes are worth looking at. */
  public static final int HEAD_BYTES = 16 * 1024;

  private Formats() {}

  /** The format of unpacked bytes; empty if nothing fits. */
  public static Optional<Format> detect(byte[] head, String fileName) {
    String text = start(head);
    String name = fileName.toLowerCase(Locale.ROOT);
    if (text.startsWith("<")) {
      return xml(text);
    }
    if (text.startsWith("{")) {
      return Optional.of(Format.JSON_LINES);
    }
    if (text.isEmpty() || binary(head)) {
      return Optional.empty();
    }
    if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
      return Optional.of(Format.JSON_LINES);
    }
    if (name.endsWith(".tsv") || name.endsWith(".tab")) {
      return Optional.of(Format.TSV);
    }
    String header = text.lines().findFirst().orElse("");
    boolean divided = header.contains(",") || header.contains(";") || header.contains("，");
    if (header.contains("\t") && !name.endsWith(".csv")) {
      return Optional.of(Format.TSV);
    }
    return name.endsWith(".csv") || divided ? Optional.of(Format.CSV) : Optional.empty();
  }

  private static Optional<Format> xml(String text) {
    if (text.contains("<us-patent-grant") || text.contains("<us-patent-application")) {
      return Optional.of(Format.USPTO_XML);
    }
    if (text.contains("PatentDocumentAndRelated")) {
      return Optional.of(Format.CNIPA_XML);
    }
    if (text.contains("<cn-application-body")) {
      return Optional.of(Format.CN_APPLICATION_BODY);
    }
    // Weekly files may begin with documents of other kinds; the root of each decides.
    return text.contains("<sequence-cwu") ? Optional.of(Format.USPTO_XML) : Optional.empty();
  }

  private static String start(byte[] head) {
    String text = new String(head, StandardCharsets.UTF_8);
    int from = 0;
    while (from < text.length()
        && (text.charAt(from) == '\uFEFF' || Character.isWhitespace(text.charAt(from)))) {
      from++;
    }
    return text.substring(from);
  }

  private static boolean binary(byte[] head) {
    for (byte b : head) {
      if (b >= 0 && b < 0x09) {
        return true;
      }
    }
    return false;
  }
}
