package org.tisc.node.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.WebCertificates;

/**
 * Where the HTTPS certificate lies.
 *
 * @param certificate PEM with the chain, or PKCS#12 with chain and key
 * @param key PEM with the key, beside a PEM chain
 * @param passphrase file with the passphrase of PKCS#12
 */
public record HttpsFiles(Path certificate, Optional<Path> key, Optional<Path> passphrase) {
  public HttpsFiles {
    if (key.isPresent() == passphrase.isPresent()) {
      throw new IllegalArgumentException("either a key file or a passphrase file goes with it");
    }
  }

  /** What the files hold now. Raises {@code KEY_FILE_REFUSED}. */
  public Identity read() {
    return key.map(file -> WebCertificates.pem(certificate, file))
        .or(() -> passphrase.map(file -> WebCertificates.pkcs12(certificate, file)))
        .orElseThrow();
  }

  /** A text that changes when one of the files does. */
  String stamp() {
    return Stream.of(Optional.of(certificate), key, passphrase)
        .flatMap(Optional::stream)
        .map(HttpsFiles::stamp)
        .collect(Collectors.joining(" "));
  }

  private static String stamp(Path file) {
    try {
      BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
      return facts.lastModifiedTime() + "/" + facts.size() + "/" + facts.fileKey();
    } catch (IOException e) {
      return "missing";
    }
  }
}
