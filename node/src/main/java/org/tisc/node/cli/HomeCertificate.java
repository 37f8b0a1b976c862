package org.tisc.node.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.WebCertificates;
import org.tisc.node.config.HostPort;
import org.tisc.node.config.NodeConfig;

/** The HTTPS certificate of a home folder. */
final class HomeCertificate {
  /** Where a self-signed one is made, below the home folder. */
  static final Path CERTIFICATE = Path.of("https", "certificate.pem");

  /** Its key. */
  static final Path KEY = Path.of("https", "key.pem");

  private HomeCertificate() {}

  /** The configured one, or empty where there is none. Raises KEY_FILE_REFUSED. */
  static Optional<X509Certificate> read(NodeConfig config) {
    NodeConfig.Http http = config.http();
    return http.certificateFile()
        .map(config::resolve)
        .map(
            file ->
                http.keyFile().isPresent()
                    ? WebCertificates.pem(file, config.resolve(http.keyFile().get()))
                    : WebCertificates.pkcs12(
                        file, config.resolve(http.keyPassphraseFile().orElseThrow())))
        .map(Identity::certificate);
  }

  /** Makes a self-signed one for a bound address and further names, replacing an older one. */
  static X509Certificate make(Path home, HostPort bind, Collection<String> further) {
    Set<String> names = new TreeSet<>(Set.of("localhost", "127.0.0.1", "::1"));
    names.addAll(bind.names());
    further.stream().map(name -> name.replaceAll("[\\[\\]]", "")).forEach(names::add);
    Identity made = WebCertificates.selfSigned(names, Instant.now());
    try {
      Files.createDirectories(home.resolve(CERTIFICATE).getParent());
    } catch (IOException e) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "cannot write to " + home + ": " + e, e);
    }
    WebCertificates.write(home.resolve(CERTIFICATE), home.resolve(KEY), made);
    return made.certificate();
  }
}
