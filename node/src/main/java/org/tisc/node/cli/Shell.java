package org.tisc.node.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * What surrounds a command: its streams, the environment and whether a person looks on.
 *
 * @param out receives the answer and nothing else
 * @param err receives progress and complaints
 * @param terminal whether standard output is a terminal, so that bold letters make sense
 * @param ask puts a question to the person at the terminal; empty where nobody can answer
 */
public record Shell(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    boolean terminal,
    Optional<Ask> ask,
    Words words) {

  /** A person who answers. */
  public interface Ask {
    /** One line, without its end; empty when the person only pressed enter. */
    String line(String question);

    /** One line that the terminal does not show. */
    String secret(String question);
  }

  /** The shell of this process. Writes UTF-8 whatever the locale. */
  public static Shell ofProcess() {
    Map<String, String> environment = System.getenv();
    Optional<Ask> ask =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).map(AtConsole::new);
    return new Shell(
        new FileInputStream(FileDescriptor.in),
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
        environment,
        ask.isPresent() && !environment.containsKey("NO_COLOR"),
        ask,
        Words.of(environment));
  }

  /** This shell with the texts of another bundle too; see {@link Words#and}. */
  public Shell withTexts(String baseName) {
    return new Shell(in, out, err, environment, terminal, ask, words.and(baseName));
  }

  private record AtConsole(Console console) implements Ask {
    @Override
    public String line(String question) {
      String line = console.readLine("%s ", question);
      return line == null ? "" : line.strip();
    }

    @Override
    public String secret(String question) {
      char[] secret = console.readPassword("%s ", question);
      return secret == null ? "" : new String(secret);
    }
  }
}
