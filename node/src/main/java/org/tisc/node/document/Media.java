package org.tisc.node.document;

import java.util.Locale;

/**
 * A file that belongs to a document: a drawing, a mark's picture.
 *
 * @param name the file's name, never a path
 * @param mediaType RFC 6838 type; may be empty
 * @param sha256 64 hexadecimal digits in lower case; empty where the bytes are not at hand
 */
public record Media(String name, String mediaType, String sha256) {
  public Media {
    String line = SafeText.line(name);
    name = line.substring(Math.max(line.lastIndexOf('/'), line.lastIndexOf('\\')) + 1);
    mediaType = SafeText.line(mediaType).toLowerCase(Locale.ROOT);
    sha256 = SafeText.line(sha256).toLowerCase(Locale.ROOT);
  }
}
