package org.tisc.node.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A command: finds its answer as one JSON object, then prints either that object or, made from it
 * alone, what a person wants to see.
 */
public abstract class PlainCommand implements Callable<Integer> {
  /** Reads and writes JSON. */
  protected static final JsonMapper JSON = new JsonMapper();

  @Mixin private Common common = new Common();
  @Spec private CommandSpec spec = CommandSpec.create();

  private final Shell shell;

  /** A command in a shell. */
  protected PlainCommand(Shell shell) {
    this.shell = shell;
  }

  /** Does the work; raises {@code TiscException} or {@link Problem}. */
  protected abstract ObjectNode answer();

  /** Prints the answer for a person. */
  protected abstract void print(ObjectNode answer, Screen screen);

  /** The failure of somebody who used the command wrongly, told with exit code 2. */
  protected final RuntimeException wrongUsage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** The exit code that belongs to an answer. */
  protected int exitCode(ObjectNode answer) {
    return 0;
  }

  @Override
  public final Integer call() {
    ObjectNode answer = answer();
    if (common.json) {
      shell.out().println(JSON.writeValueAsString(answer));
    } else {
      print(answer, screen());
    }
    shell.out().flush();
    return exitCode(answer);
  }

  /** The shell. */
  protected final Shell shell() {
    return shell;
  }

  /** The screen on it. */
  protected final Screen screen() {
    return new Screen(shell);
  }

  /** Whether a program reads the answer. */
  protected final boolean json() {
    return common.json;
  }

  /** What the common options say. */
  final Common common() {
    return common;
  }

  /** The option {@code --home}, where it was given. */
  protected final Optional<Path> homeOption() {
    return common.home;
  }
}
