package org.tisc.node.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.identity.WebCertificates;
import org.tisc.node.config.NodeConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** Makes the home of a new node. Works offline. */
@Command
final class InitCommand extends PlainCommand {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0", paramLabel = "DIR", arity = "0..1", descriptionKey = "init.DIR")
  private Optional<Path> folder = Optional.empty();

  @Option(names = "--node", paramLabel = "ID", descriptionKey = "init.node")
  private Optional<String> node = Optional.empty();

  @Option(names = "--name-zh", paramLabel = "S", descriptionKey = "init.name-zh")
  private Optional<String> nameZh = Optional.empty();

  @Option(names = "--name-en", paramLabel = "S", descriptionKey = "init.name-en")
  private Optional<String> nameEn = Optional.empty();

  @Option(names = "--region", paramLabel = "GB2260", descriptionKey = "init.region")
  private Optional<String> region = Optional.empty();

  @Option(names = "--http", paramLabel = "H:P", descriptionKey = "init.http")
  private Optional<String> http = Optional.empty();

  @Option(names = "--grpc", paramLabel = "H:P", descriptionKey = "init.grpc")
  private Optional<String> grpc = Optional.empty();

  @Option(names = "--advertise", paramLabel = "H:P", descriptionKey = "init.advertise")
  private Optional<String> advertise = Optional.empty();

  InitCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ObjectNode answer() {
    Optional<Path> given = folder.or(this::homeOption);
    Path home = given.orElseGet(() -> Path.of(asked("init.ask.DIR", "DIR")));
    Map<String, String> values = new LinkedHashMap<>();
    values.put("node.id", node.orElseGet(() -> asked("init.ask.node", "--node")));
    values.put("node.name_zh", nameZh.orElseGet(() -> asked("init.ask.name-zh", "--name-zh")));
    nameEn.ifPresent(name -> values.put("node.name_en", name));
    region.ifPresent(code -> values.put("node.region", code));
    http.ifPresent(address -> values.put("http.bind", address));
    grpc.ifPresent(address -> values.put("grpc.bind", address));
    advertise.ifPresent(address -> values.put("grpc.advertise", address));
    NodeConfig config = NodeHome.create(home, values);
    ObjectNode answer =
        JSON.createObjectNode()
            .put("node", config.node().id().value())
            .put("home", config.home().toString())
            .put("url", config.localUrl())
            .put("grpcEndpoint", config.advertised().toString());
    HomeCertificate.read(config)
        .map(WebCertificates::fingerprint)
        .ifPresent(fingerprint -> answer.put("fingerprint", fingerprint));
    return answer;
  }

  /** The person's answer; without a person, or with --json, a missing value is wrong usage. */
  private String asked(String key, String name) {
    if (!json() && shell().ask().isPresent()) {
      String line = shell().ask().get().line(screen().text(key));
      if (!line.isBlank()) {
        return line;
      }
    }
    if (spec == null) {
      throw new IllegalStateException("run by picocli only");
    }
    throw new ParameterException(spec.commandLine(), screen().text("usage.required", name));
  }

  @Override
  protected void print(ObjectNode answer, Screen screen) {
    screen.line(
        screen.text(
            "init.done", answer.path("node").asString(""), answer.path("home").asString("")));
    String fingerprint = answer.path("fingerprint").asString("");
    if (!fingerprint.isEmpty()) {
      screen.line(screen.text("init.fingerprint", fingerprint));
    }
    screen.line(screen.text("init.next", answer.path("home").asString("")));
  }
}
