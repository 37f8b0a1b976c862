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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code tisc user …}: accounts and their tokens. */
final class UserCommands {
  private static final String PATH = "/api/v1/accounts";
  private static final int LONGEST_PASSWORD_BYTES = 4096;

  private UserCommands() {}

  static CommandLine group(Shell shell) {
    return Tisc.group(
        shell,
        "user",
        List.of(
            new CommandLine(new Add(shell)),
            new CommandLine(new ListAll(shell)),
            new CommandLine(new Roles(shell)),
            new CommandLine(new Reset(shell)),
            new CommandLine(new Token(shell)),
            new CommandLine(new SessionList(shell)),
            new CommandLine(new Disable(shell)),
            new CommandLine(new Enable(shell)),
            new CommandLine(new Confirm(shell)),
            new CommandLine(new Remove(shell))));
  }

  private static String path(String name) {
    return PATH + "/" + NodeClient.encoded(name);
  }

  private static void put(ObjectNode body, String field, List<String> values) {
    if (!values.isEmpty()) {
      ArrayNode list = body.putArray(field);
      values.forEach(list::add);
    }
  }

  private static String joined(JsonNode values) {
    List<String> texts = new ArrayList<>();
    values.forEach(value -> texts.add(value.asString("")));
    return String.join(", ", texts);
  }

  /** A command on one account. */
  abstract static class OnAccount extends NodeCommand {
    @Parameters(paramLabel = "NAME", descriptionKey = "user.NAME")
    private String name = "";

    OnAccount(Shell shell) {
      super(shell);
    }

    String name() {
      return name;
    }

    /** The text of a password's file; {@code -} is standard input. */
    String read(Path file) {
      try {
        byte[] bytes =
            file.toString().equals("-")
                ? shell().in().readNBytes(LONGEST_PASSWORD_BYTES)
                : bounded(file);
        return new String(bytes, StandardCharsets.UTF_8).strip();
      } catch (IOException e) {
        throw new TiscException(Reason.NOT_FOUND, "cannot read the password file " + file, e);
      }
    }

    private static byte[] bounded(Path file) throws IOException {
      if (Files.size(file) > LONGEST_PASSWORD_BYTES) {
        throw new TiscException(
            Reason.TOO_LARGE, file + " is longer than " + LONGEST_PASSWORD_BYTES + " bytes");
      }
      return Files.readAllBytes(file);
    }

    /** The one-time code of an answer, on a line of its own so that it can be piped. */
    void printCode(ObjectNode answer, Screen screen) {
      String code = answer.path("code").asString("");
      if (!code.isEmpty()) {
        screen.complain(screen.text("user.code.once", name, answer.path("expiresAt").asString("")));
        screen.line(code);
      }
    }
  }

  /** Adds an account. A password is never taken from the command line, where others can read it. */
  @Command(name = "add")
  static final class Add extends OnAccount {
    @Option(
        names = "--roles",
        required = true,
        split = ",",
        paramLabel = "R",
        descriptionKey = "user.roles")
    private List<String> roles = new ArrayList<>();

    @Option(names = "--password-file", paramLabel = "FILE", descriptionKey = "user.password-file")
    private Optional<Path> passwordFile = Optional.empty();

    @Option(names = "--code", descriptionKey = "user.code")
    private boolean code;

    Add(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      ObjectNode body = JSON.createObjectNode().put("name", name());
      if (!code) {
        body.put("password", password());
      } else if (passwordFile.isPresent()) {
        throw wrongUsage(screen().text("user.codeOrPassword"));
      }
      put(body, "roles", roles);
      return node.post(PATH, body);
    }

    private String password() {
      if (passwordFile.isPresent()) {
        return read(passwordFile.get());
      }
      if (json() || shell().ask().isEmpty()) {
        throw new TiscException(
            Reason.INVALID_ARGUMENT, "user add needs --password-file FILE or -, or --code");
      }
      return shell().ask().get().secret(screen().text("user.ask.password", name()));
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.line(screen.text("user.added", name(), String.join(", ", roles)));
      printCode(answer, screen);
    }
  }

  /** Lists the accounts. */
  @Command(name = "list")
  static final class ListAll extends NodeCommand {
    ListAll(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      return node.get(PATH);
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      List<List<String>> rows = new ArrayList<>();
      for (JsonNode account : answer.path("accounts")) {
        rows.add(
            List.of(
                account.path("name").asString(""),
                joined(account.path("roles")),
                screen.text(state(account)),
                screen.text(account.path("secondFactor").asBoolean(false) ? "user.yes" : "user.no"),
                account.path("createdAt").asString(""),
                account.path("lastSignIn").asString("")));
      }
      if (rows.isEmpty()) {
        screen.complain(screen.text("user.none"));
      } else {
        screen.table(
            List.of("name", "roles", "state", "secondFactor", "createdAt", "lastSignIn"), rows);
      }
    }

    private static String state(JsonNode account) {
      if (account.path("suspended").asBoolean(false)) {
        return "user.suspended";
      }
      return account.path("disabled").asBoolean(false)
          ? "user.disabled"
          : account.path("codePending").asBoolean(false) ? "user.waiting" : "user.active";
    }
  }

  /** Gives an account other roles. */
  @Command(name = "role")
  static final class Roles extends OnAccount {
    @Option(
        names = "--roles",
        required = true,
        split = ",",
        paramLabel = "R",
        descriptionKey = "user.roles")
    private List<String> roles = new ArrayList<>();

    Roles(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      ObjectNode body = JSON.createObjectNode();
      put(body, "roles", roles);
      return node.put(path(name()) + "/roles", body);
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.line(screen.text("user.rolesSet", name(), joined(answer.path("roles"))));
    }
  }

  /** Makes a password worthless. */
  @Command(name = "reset")
  static final class Reset extends OnAccount {
    @Option(names = "--password-file", paramLabel = "FILE", descriptionKey = "user.password-file")
    private Optional<Path> passwordFile = Optional.empty();

    @Option(names = "--second-factor", descriptionKey = "user.second-factor")
    private boolean secondFactor;

    Reset(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      ObjectNode body = JSON.createObjectNode().put("secondFactor", secondFactor);
      passwordFile.ifPresent(file -> body.put("password", read(file)));
      return node.post(path(name()) + "/reset", body);
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.line(screen.text("user.reset", name()));
      printCode(answer, screen);
    }
  }

  /** Makes a token, which is shown once; lists the tokens; takes one back. */
  @Command(name = "token")
  static final class Token extends OnAccount {
    @Option(names = "--label", paramLabel = "S", descriptionKey = "user.label")
    private Optional<String> label = Optional.empty();

    @Option(names = "--expires-at", paramLabel = "TIME", descriptionKey = "user.expires-at")
    private Optional<String> expiresAt = Optional.empty();

    @Option(names = "--roles", split = ",", paramLabel = "R", descriptionKey = "user.token.roles")
    private List<String> roles = new ArrayList<>();

    @Option(names = "--scopes", split = ",", paramLabel = "P", descriptionKey = "user.scopes")
    private List<String> scopes = new ArrayList<>();

    @Option(names = "--list", descriptionKey = "user.token.list")
    private boolean list;

    @Option(names = "--revoke", paramLabel = "ID", descriptionKey = "user.revoke")
    private Optional<String> revoke = Optional.empty();

    Token(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      int wanted = (label.isPresent() ? 1 : 0) + (list ? 1 : 0) + (revoke.isPresent() ? 1 : 0);
      if (wanted != 1) {
        throw wrongUsage(screen().text("user.token.one"));
      }
      String tokens = path(name()) + "/tokens";
      if (list) {
        return node.get(tokens);
      }
      if (revoke.isPresent()) {
        return node.delete(tokens + "/" + NodeClient.encoded(revoke.get()));
      }
      ObjectNode body = JSON.createObjectNode().put("label", label.orElse(""));
      expiresAt.ifPresent(time -> body.put("expiresAt", time));
      put(body, "roles", roles);
      put(body, "scopes", scopes);
      return node.post(tokens, body);
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      if (list) {
        table(answer.path("tokens"), screen);
      } else if (revoke.isPresent()) {
        screen.line(screen.text("user.token.revoked", revoke.get(), name()));
      } else {
        screen.complain(
            screen.text("user.token.once", name(), answer.path("expiresAt").asString("")));
        screen.line(answer.path("token").asString(""));
      }
    }

    private static void table(JsonNode tokens, Screen screen) {
      List<List<String>> rows = new ArrayList<>();
      for (JsonNode token : tokens) {
        rows.add(
            List.of(
                token.path("id").asString(""),
                token.path("label").asString(""),
                joined(token.path("roles")),
                token.path("scopes").isEmpty()
                    ? screen.text("user.token.all")
                    : joined(token.path("scopes")),
                token.path("expiresAt").asString("")));
      }
      if (rows.isEmpty()) {
        screen.complain(screen.text("user.token.none"));
      } else {
        screen.table(List.of("id", "label", "roles", "scopes", "expiresAt"), rows);
      }
    }
  }

  /** Lists the browser sessions of an account, or ends them all. */
  @Command(name = "sessions")
  static final class SessionList extends OnAccount {
    @Option(names = "--end", descriptionKey = "user.sessions.end")
    private boolean end;

    SessionList(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      String sessions = path(name()) + "/sessions";
      return end ? node.delete(sessions) : node.get(sessions);
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      if (end) {
        screen.line(screen.text("user.sessions.ended", name(), answer.path("ended").asInt(0)));
        return;
      }
      List<List<String>> rows = new ArrayList<>();
      for (JsonNode session : answer.path("sessions")) {
        rows.add(
            List.of(
                session.path("id").asString(""),
                session.path("address").asString(""),
                session.path("createdAt").asString(""),
                session.path("usedAt").asString("")));
      }
      if (rows.isEmpty()) {
        screen.complain(screen.text("user.sessions.none"));
      } else {
        screen.table(List.of("id", "address", "createdAt", "usedAt"), rows);
      }
    }
  }

  /** Closes an account to its owner, at once. */
  @Command(name = "disable")
  static final class Disable extends OnAccount {
    Disable(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      return node.put(path(name()) + "/disabled", JSON.createObjectNode().put("disabled", true));
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.line(screen.text("user.isDisabled", name()));
    }
  }

  /** Opens a disabled account again. */
  @Command(name = "enable")
  static final class Enable extends OnAccount {
    Enable(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      return node.put(path(name()) + "/disabled", JSON.createObjectNode().put("disabled", false));
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.line(screen.text("user.isEnabled", name()));
    }
  }

  /** Opens an account that a restored backup brought back, or all of them. */
  @Command(name = "confirm")
  static final class Confirm extends NodeCommand {
    @Parameters(arity = "0..1", paramLabel = "NAME", descriptionKey = "user.NAME")
    private Optional<String> name = Optional.empty();

    @Option(names = "--all", descriptionKey = "user.confirm.all")
    private boolean all;

    @Option(names = "--tokens", descriptionKey = "user.confirm.tokens")
    private boolean tokens;

    Confirm(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      if (all == name.isPresent()) {
        throw wrongUsage(screen().text("user.confirm.one"));
      }
      ObjectNode answer = JSON.createObjectNode();
      ArrayNode confirmed = answer.putArray("confirmed");
      for (String each : name.map(List::of).orElseGet(() -> waiting(node))) {
        confirmed.add(
            node.post(path(each) + "/confirm", JSON.createObjectNode().put("tokens", tokens)));
      }
      return answer;
    }

    /** The accounts that wait, and with their tokens those whose tokens may. */
    private List<String> waiting(NodeClient node) {
      List<String> names = new ArrayList<>();
      for (JsonNode account : node.get(PATH).path("accounts")) {
        if (tokens || account.path("suspended").asBoolean(false)) {
          names.add(account.path("name").asString(""));
        }
      }
      return names;
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      for (JsonNode account : answer.path("confirmed")) {
        screen.line(screen.text("user.confirmed", account.path("name").asString("")));
      }
      if (answer.path("confirmed").isEmpty()) {
        screen.complain(screen.text("user.confirm.none"));
      }
    }
  }

  /** Removes an account with its tokens and sessions. */
  @Command(name = "remove")
  static final class Remove extends OnAccount {
    Remove(Shell shell) {
      super(shell);
    }

    @Override
    ObjectNode ask(NodeClient node) {
      return node.delete(path(name()));
    }

    @Override
    protected void print(ObjectNode answer, Screen screen) {
      screen.line(screen.text("user.removed", name()));
    }
  }
}
