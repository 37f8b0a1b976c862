package org.tisc.node.ingest;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Tells UTF-8 from GB18030 while reading lines: the first line with bytes beyond ASCII decides for
 * the file, UTF-8 if it is well-formed UTF-8, else GB18030 if it is that.
 */
final class TextDecoder {
  private static final Charset GB18030 = Charset.forName("GB18030");
  private Optional<Charset> decided = Optional.empty();

  /** The text of a line; empty if it is not in the file's encoding. */
  Optional<String> decode(byte[] line) {
    if (isAscii(line)) {
      return Optional.of(new String(line, StandardCharsets.US_ASCII));
    }
    if (decided.isPresent()) {
      return strict(line, decided.get());
    }
    for (Charset charset : new Charset[] {StandardCharsets.UTF_8, GB18030}) {
      Optional<String> text = strict(line, charset);
      if (text.isPresent()) {
        decided = Optional.of(charset);
        return text;
      }
    }
    return Optional.empty();
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
