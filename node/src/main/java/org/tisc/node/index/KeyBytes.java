package org.tisc.node.index;

import org.apache.lucene.util.BytesRef;

/**
 * Document keys as bytes whose unsigned order is the UTF-16 code unit order of the keys, which is
 * the order hits are promised in: each code unit is encoded by itself as UTF-8 encodes a code point
 * (CESU-8). For keys without supplementary characters, nearly all, this is UTF-8.
 */
final class KeyBytes {
  private KeyBytes() {}

  static BytesRef encode(String key) {
    byte[] bytes = new byte[key.length() * 3];
    int at = 0;
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (c < 0x80) {
        bytes[at++] = (byte) c;
      } else if (c < 0x800) {
        bytes[at++] = (byte) (0xC0 | (c >> 6));
        bytes[at++] = (byte) (0x80 | (c & 0x3F));
      } else {
        bytes[at++] = (byte) (0xE0 | (c >> 12));
        bytes[at++] = (byte) (0x80 | ((c >> 6) & 0x3F));
        bytes[at++] = (byte) (0x80 | (c & 0x3F));
      }
    }
    return new BytesRef(bytes, 0, at);
  }

  static String decode(BytesRef ref) {
    StringBuilder key = new StringBuilder(ref.length);
    int end = ref.offset + ref.length;
    for (int at = ref.offset; at < end; ) {
      int b = ref.bytes[at] & 0xFF;
      if (b < 0x80) {
        key.append((char) b);
        at++;
      } else if (b < 0xE0) {
        key.append((char) (((b & 0x1F) << 6) | (ref.bytes[at + 1] & 0x3F)));
        at += 2;
      } else {
        key.append(
            (char)
                (((b & 0x0F) << 12)
                    | ((ref.bytes[at + 1] & 0x3F) << 6)
                    | (ref.bytes[at + 2] & 0x3F)));
        at += 3;
      }
    }
    return key.toString();
  }
}
