package org.tisc.node.account;

import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.util.Map;

/**
 * A QR code (ISO/IEC 18004) as the path of an SVG picture.
 *
 * @param size the side of the picture in modules, with the quiet border of four around the code
 * @param path the dark modules, as the {@code d} of a path
 */
public record QrCode(int size, String path) {
  private static final int BORDER = 4;

  /** The code of a text of at most some hundred characters. */
  static QrCode of(String text) {
    ByteMatrix modules;
    try {
      modules =
          Encoder.encode(
                  text, ErrorCorrectionLevel.M, Map.of(EncodeHintType.CHARACTER_SET, "UTF-8"))
              .getMatrix();
    } catch (WriterException e) {
      throw new IllegalArgumentException("the text is too long for a QR code", e);
    }
    StringBuilder path = new StringBuilder();
    for (int y = 0; y < modules.getHeight(); y++) {
      for (int x = 0; x < modules.getWidth(); x++) {
        if (modules.get(x, y) == 1) {
          path.append('M').append(x + BORDER).append(' ').append(y + BORDER).append("h1v1h-1z");
        }
      }
    }
    return new QrCode(modules.getWidth() + 2 * BORDER, path.toString());
  }
}
