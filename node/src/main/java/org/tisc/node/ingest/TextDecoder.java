package org.tisc.node.ingest;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Tells encodings apart while reading lines: the first line with bytes beyond ASCII decides for the
 * file. UTF-8 if it is well-formed UTF-8; else GB18030 if its bytes come in the pairs of Chinese
 * characters; else a Western one, which is Mac Roman where lines end by CR alone.
 */
final class TextDecoder {
  private static final Charset GB18030 = Charset.forName("GB18030");
  private Optional<Charset> decided = Optional.empty();

  /**
   * The text of a line; empty if it is not in the file's encoding.
   *
   * @param oldMac whether lines end by CR alone
   */
  Optional<String> decode(byte[] line, boolean oldMac) {
    if (isAscii(line)) {
      return Optional.of(new String(line, StandardCharsets.US_ASCII));
    }
    if (decided.isPresent()) {
      return strict(line, decided.get());
    }
    Optional<String> text = strict(line, StandardCharsets.UTF_8);
    Charset charset = StandardCharsets.UTF_8;
    if (text.isEmpty() && paired(line)) {
      charset = GB18030;
      text = strict(line, charset);
    }
    if (text.isEmpty()) {
      charset = western(oldMac);
      text = strict(line, charset);
    }
    if (text.isPresent()) {
      decided = Optional.of(charset);
    }
    return text;
  }

  /** A cut-down Java may lack Mac Roman. */
  private static Charset western(boolean oldMac) {
    boolean mac = oldMac && Charset.isSupported("x-MacRoman");
    return mac ? Charset.forName("x-MacRoman") : Charset.forName("windows-1252");
  }

  /** Whether bytes beyond ASCII mostly follow one another two by two, as Chinese characters do. */
  private static boolean paired(byte[] line) {
    int pairs = 0;
    int single = 0;
    for (int i = 0; i < line.length; i++) {
      if (line[i] < 0) {
        boolean pair = i + 1 < line.length && line[i + 1] < 0;
        pairs += pair ? 1 : 0;
        single += pair ? 0 : 1;
        i += pair ? 1 : 0;
      }
    }
    return pairs > single;
  }

  private static boolean isAscii(byte[] line) {
    for (byte b : line) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  private static Optional<String> strict(byte[] bytes, Charset charset) {
    try {
      return Optional.of(
          charset
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
