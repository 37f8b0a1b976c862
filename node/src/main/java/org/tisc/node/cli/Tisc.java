package org.tisc.node.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.ResourceBundle;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * The command line {@code tisc}: all commands, how failures are told, exit codes. 0 done, 1 failed,
 * 2 wrong usage, 3 answered but not by every source, 69 something the machine lacks.
 */
public final class Tisc {
  /** Failed. */
  public static final int FAILED = 1;

  /** Wrong usage. */
  public static final int USAGE = 2;

  /** Answered, but not by every source. */
  public static final int INCOMPLETE = 3;

  /** The machine lacks something, which was named. */
  public static final int LACKING = 69;

  private Tisc() {}

  /** All commands of the node. More can be added before {@link #run}. */
  public static CommandLine commandLine(Shell shell, NodeRunner runner) {
    CommandLine root = new CommandLine(new GroupCommand(shell)).setCommandName("tisc");
    root.addSubcommand("init", new InitCommand(shell));
    root.addSubcommand("serve", new ServeCommand(shell, runner));
    root.addSubcommand("status", new StatusCommand(shell));
    root.addSubcommand("doctor", new DoctorCommand(shell, runner));
    root.addSubcommand("config", new ConfigCommand(shell));
    root.addSubcommand("certificate", new CertificateCommand(shell));
    root.addSubcommand("version", new VersionCommand(shell));
    root.addSubcommand("network", NetworkCommands.group(shell));
    root.addSubcommand("policy", PolicyCommands.group(shell));
    root.addSubcommand("collection", CollectionCommands.group(shell));
    root.addSubcommand("import", new ImportCommand(shell));
    root.addSubcommand("export", new ExportCommand(shell));
    root.addSubcommand("reindex", new ReindexCommand(shell));
    root.addSubcommand("job", JobCommands.group(shell));
    root.addSubcommand("search", new SearchCommand(shell));
    root.addSubcommand("saved", SavedCommands.group(shell));
    root.addSubcommand("basket", BasketCommands.group(shell));
    root.addSubcommand("synonyms", SynonymCommands.group(shell));
    root.addSubcommand("alert", AlertCommands.group(shell));
    root.addSubcommand("activity", ActivityCommands.group(shell));
    root.addSubcommand("user", UserCommands.group(shell));
    root.addSubcommand("feed", FeedCommands.group(shell, runner));
    root.addSubcommand("report", ReportCommands.group(shell, runner));
    root.addSubcommand("audit", AuditCommands.group(shell, runner));
    root.addSubcommand("backup", new BackupCommand(shell, runner));
    root.addSubcommand("restore", new RestoreCommand(shell, runner));
    root.addSubcommand("completion", new CompletionCommand(shell));
    return root;
  }

  /**
   * Runs one command and tells its failure: with {@code --json} as {@code {"problem":{…}}} on
   * standard output, else as one line on standard error.
   *
   * @return the exit code
   */
  public static int run(CommandLine root, Shell shell, String... arguments) {
    describe(root, shell.words().bundle());
    boolean json = Arrays.asList(arguments).contains("--json");
    root.setOut(writer(shell.out()));
    root.setErr(writer(shell.err()));
    root.setCaseInsensitiveEnumValuesAllowed(false);
    root.setParameterExceptionHandler((failure, args) -> wrongUsage(shell, json, failure));
    root.setExecutionExceptionHandler((failure, line, parsed) -> failed(shell, json, failure));
    root.setExecutionStrategy(
        parsed -> {
          inherit(parsed);
          return new CommandLine.RunLast().execute(parsed);
        });
    return root.execute(arguments);
  }

  /** Hands the common options down from each word of the command line to the next. */
  private static void inherit(CommandLine.ParseResult parsed) {
    Optional<Common> left = common(parsed);
    for (CommandLine.ParseResult sub : parsed.subcommands()) {
      left.ifPresent(options -> common(sub).ifPresent(own -> own.inherit(options)));
      inherit(sub);
    }
  }

  private static Optional<Common> common(CommandLine.ParseResult parsed) {
    return parsed.commandSpec().mixins().values().stream()
        .map(CommandSpec::userObject)
        .filter(Common.class::isInstance)
        .map(Common.class::cast)
        .findFirst();
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  /** Gives every command its texts. */
  static void describe(CommandLine line, ResourceBundle bundle) {
    CommandSpec spec = line.getCommandSpec();
    spec.resourceBundle(bundle);
    line.getSubcommands().values().forEach(sub -> describe(sub, bundle));
  }

  private static int wrongUsage(Shell shell, boolean json, ParameterException failure) {
    TiscException told =
        new TiscException(Reason.INVALID_ARGUMENT, String.valueOf(failure.getMessage()), failure);
    tell(shell, json, Problem.of(told, shell.words()));
    if (!json) {
      String command = failure.getCommandLine().getCommandSpec().qualifiedName();
      shell.err().println(shell.words().text("usage.hint", command));
    }
    return USAGE;
  }

  private static int failed(Shell shell, boolean json, Exception failure) {
    Problem problem =
        switch (failure) {
          case Problem already -> already;
          case TiscException known -> Problem.of(known, shell.words());
          default ->
              Problem.of(
                  new TiscException(
                      Reason.INTERNAL,
                      failure.getClass().getSimpleName() + ": " + failure.getMessage(),
                      failure),
                  shell.words());
        };
    tell(shell, json, problem);
    return FAILED;
  }

  private static void tell(Shell shell, boolean json, Problem problem) {
    if (json) {
      shell
          .out()
          .println(
              PlainCommand.JSON.writeValueAsString(
                  PlainCommand.JSON.createObjectNode().set("problem", problem.json())));
      shell.out().flush();
    } else {
      problem.print(new Screen(shell));
    }
  }

  /** A group of commands under one word. */
  static CommandLine group(Shell shell, String name, List<CommandLine> commands) {
    CommandLine group = new CommandLine(new GroupCommand(shell)).setCommandName(name);
    for (CommandLine command : commands) {
      group.addSubcommand(command.getCommandName(), command);
    }
    return group;
  }

  /** The version of this software; {@code 0} outside of its jar. */
  public static String version() {
    return VersionCommand.version();
  }
}
