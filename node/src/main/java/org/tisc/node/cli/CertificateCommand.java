package org.tisc.node.cli;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.WebCertificates;
import org.tisc.node.config.ConfigReader;
import org.tisc.node.config.HostPort;
import org.tisc.node.config.NodeConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Shows the HTTPS certificate of a home folder, or makes a self-signed one. Works offline. */
@Command
final class CertificateCommand extends PlainCommand {
  @Option(names = "--make", descriptionKey = "certificate.make")
  private boolean make;

  @Option(names = "--names", split = ",", paramLabel = "N", descriptionKey = "certificate.names")
  private List<String> names = new ArrayList<>();

  CertificateCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ObjectNode answer() {
    Path home = new NodeFinder(shell().environment()).requireHome(common().home);
    if (make) {
      X509Certificate made = HomeCertificate.make(home, bind(home), names);
      return described(made)
          .put("certificateFile", HomeCertificate.CERTIFICATE.toString())
          .put("keyFile", HomeCertificate.KEY.toString());
    }
    NodeConfig config = ConfigReader.read(home);
    Optional<X509Certificate> certificate = HomeCertificate.read(config);
    return described(
        certificate.orElseThrow(
            () -> new TiscException(Reason.NOT_FOUND, screen().text("certificate.none"))));
  }

  /**
   * The bound address. The configuration may be refused for want of just this certificate, so one
   * is assumed.
   */
  private static HostPort bind(Path home) {
    return ConfigReader.readAssuming(
            home,
            Map.of(
                "http.certificate_file",
                HomeCertificate.CERTIFICATE.toString(),
                "http.key_file",
                HomeCertificate.KEY.toString()))
        .http()
        .bind();
  }

  private static ObjectNode described(X509Certificate certificate) {
    ObjectNode answer =
        JSON.createObjectNode()
            .put("fingerprint", WebCertificates.fingerprint(certificate))
            .put("notAfter", certificate.getNotAfter().toInstant().toString())
            .put("selfSigned", WebCertificates.isSelfSigned(certificate));
    ArrayNode list = answer.putArray("names");
    WebCertificates.names(certificate).forEach(list::add);
    return answer;
  }

  @Override
  protected void print(ObjectNode answer, Screen screen) {
    List<String> held = new ArrayList<>();
    for (JsonNode name : answer.path("names")) {
      held.add(name.asString(""));
    }
    screen.line(
        screen.text(
            "certificate.shown",
            answer.path("fingerprint").asString(""),
            answer.path("notAfter").asString(""),
            String.join(", ", held)));
    if (make) {
      String certificate = answer.path("certificateFile").asString("");
      String key = answer.path("keyFile").asString("");
      screen.complain(screen.text("certificate.made", certificate, key));
      screen.complain(screen.text("certificate.set"));
      screen.line("  certificate_file: " + certificate);
      screen.line("  key_file: " + key);
    }
  }
}
