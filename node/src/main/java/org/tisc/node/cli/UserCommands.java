package org.tisc.node.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code tisc user …}: accounts and their tokens. */
final class UserCommands {
  private static final String PATH = "/api/v1/accounts";
  private static final int LONGEST_PASSWORD_BYTES = 4096;

  private UserCommands() {}

  static CommandLine group(Shell shell) {
    return Tisc.group(
        shell, "user", List.of(new CommandLine(new Add(shell)), new CommandLine(new Token(shell))));
  }

  /** Adds an account. A password is never taken from the command line, where others can read it. */
  @Command(name = "add")
  static final class Add extends NodeCommand {
    @Parameters(paramLabel = "NAME", descriptionKey = "user.NAME")
    private String name = "";

    @Option(
        names = "--roles",
        required = true,
        split = ",",
        paramLabel = "R",
        descriptionKey = "user.roles")
    private List<String> roles = new ArrayList<>();

    @Option(names = "--password-file", paramLabel = "FILE", descriptionKey = "user.password-file")
    private Optional<Path> passwordFile = Optional.empty();

    Add(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      ObjectNode body = JSON.createObjectNode().put("name", name).put("password", password());
      ArrayNode list = body.putArray("roles");
      roles.forEach(list::add);
      return node.post(PATH, body);
    }

    private String password() {
      if (passwordFile.isPresent()) {
        Path file = passwordFile.get();
        try {
          byte[] bytes =
              file.toString().equals("-")
                  ? shell().in().readNBytes(LONGEST_PASSWORD_BYTES)
                  : Files.readAllBytes(file);
          return new String(bytes, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
          throw new TiscException(Reason.NOT_FOUND, "cannot read the password file " + file, e);
        }
      }
      if (json() || shell().ask().isEmpty()) {
        throw new TiscException(
            Reason.INVALID_ARGUMENT, "user add needs --password-file FILE or -");
      }
      return shell().ask().get().secret(screen().text("user.ask.password", name));
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.line(screen.text("user.added", name, String.join(", ", roles)));
    }
  }

  /** Makes a token; it is shown once. */
  @Command(name = "token")
  static final class Token extends NodeCommand {
    @Parameters(paramLabel = "NAME", descriptionKey = "user.NAME")
    private String name = "";

    @Option(names = "--label", required = true, paramLabel = "S", descriptionKey = "user.label")
    private String label = "";

    @Option(names = "--expires-at", paramLabel = "TIME", descriptionKey = "user.expires-at")
    private Optional<String> expiresAt = Optional.empty();

    @Option(names = "--roles", split = ",", paramLabel = "R", descriptionKey = "user.token.roles")
    private List<String> roles = new ArrayList<>();

    Token(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      ObjectNode body = JSON.createObjectNode().put("label", label);
      expiresAt.ifPresent(time -> body.put("expiresAt", time));
      if (!roles.isEmpty()) {
        ArrayNode list = body.putArray("roles");
        roles.forEach(list::add);
      }
      return node.post(PATH + "/" + NodeClient.encoded(name) + "/tokens", body);
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.complain(screen.text("user.token.once", name));
      screen.line(answer.path("token").asString(""));
    }
  }
}
