package org.tisc.node.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.WebCertificates;
import org.tisc.node.config.ConfigReader;
import org.tisc.node.config.HostPort;
import org.tisc.node.config.NodeConfig;

/** Finds the node that a command is meant for: address, home folder, running demo. */
final class NodeFinder {
  private final Map<String, String> environment;

  NodeFinder(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * The node; raises NOT_FOUND where nothing names one.
   *
   * @param pin fingerprint to trust at the address; a home folder says itself what to trust
   */
  NodeAddress find(Optional<String> url, Optional<String> pin, Optional<Path> home) {
    if (url.isPresent()) {
      return elsewhere(
          url.get(),
          pin.or(
              () ->
                  Optional.ofNullable(environment.get("TISC_PIN"))
                      .filter(value -> !value.isBlank())));
    }
    Optional<Path> folder = home(home);
    if (folder.isPresent()) {
      return atHome(folder.get());
    }
    return RunningDemo.read(environment)
        .map(demo -> new NodeAddress(URI.create(demo.url()), demo.token()))
        .orElseThrow(NodeFinder::nothing);
  }

  /** The home folder; raises NOT_FOUND where nothing names one. */
  Path requireHome(Optional<Path> option) {
    return home(option)
        .or(() -> RunningDemo.read(environment).map(demo -> Path.of(demo.home())))
        .orElseThrow(NodeFinder::nothing);
  }

  private Optional<Path> home(Optional<Path> option) {
    return option
        .or(
            () ->
                Optional.ofNullable(environment.get("TISC_HOME"))
                    .filter(value -> !value.isBlank())
                    .map(Path::of))
        .map(path -> path.toAbsolutePath().normalize());
  }

  private static TiscException nothing() {
    return new TiscException(
        Reason.NOT_FOUND,
        "no node is named: give --home DIR or --url URL, set TISC_HOME, or start: tisc demo");
  }

  private NodeAddress elsewhere(String text, Optional<String> pin) {
    try {
      URI url = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      boolean loopback = url.getHost() != null && HostPort.parse(url.getHost() + ":0").loopback();
      if (url.getHost() == null || !("https".equals(url.getScheme()) || loopback)) {
        throw new TiscException(
            Reason.INVALID_ARGUMENT,
            "--url is https://HOST:PORT, or http:// on this machine: " + text);
      }
      return new NodeAddress(url, environment.getOrDefault("TISC_TOKEN", ""), pin);
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "--url is https://HOST:PORT: " + text, e);
    }
  }

  private static NodeAddress atHome(Path home) {
    NodeConfig config = ConfigReader.read(home);
    Path token = config.resolve(config.secrets().adminTokenFile());
    try {
      return new NodeAddress(
          URI.create(config.localUrl()),
          Files.readString(token).strip(),
          HomeCertificate.read(config).map(WebCertificates::fingerprint));
    } catch (NoSuchFileException e) {
      throw new TiscException(
          Reason.NOT_FOUND, "the administrator's token is missing: " + token, e);
    } catch (IOException e) {
      throw new TiscException(
          Reason.DENIED,
          "cannot read the administrator's token " + token + ": " + e.getMessage(),
          e);
    }
  }
}
