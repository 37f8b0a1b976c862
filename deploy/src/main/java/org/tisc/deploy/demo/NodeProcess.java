package org.tisc.deploy.demo;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.tisc.deploy.start.StartCaches;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * The process of one node. It is known by its number and, because numbers are used again, by its
 * command line naming the home folder: another process is never taken for it, never killed.
 */
final class NodeProcess {
  private static final int GRACE_SECONDS = 15;
  private static final int TAIL_LINES = 15;
  private static final List<String> MODULES =
      List.of(
          "--add-modules",
          "jdk.incubator.vector",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private NodeProcess() {}

  /**
   * Starts a node that outlives this process and the terminal; its output goes to {@code
   * HOME/log/process.log}.
   *
   * @param options of the Java machine, such as the greatest heap
   */
  static ProcessHandle start(Path home, List<String> options) {
    Path log = log(home);
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      // A session of its own: the interrupt key and the end of the terminal do not reach it.
      command.add("/usr/bin/setsid");
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(MODULES);
    command.addAll(StartCaches.ofNode());
    command.addAll(options);
    command.add("-cp");
    command.add(classPath(System.getProperty("java.class.path")));
    command.add("org.tisc.deploy.Launcher");
    command.addAll(List.of("serve", "--home", home.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.remove("TISC_HOME");
    environment.remove("TISC_TOKEN");
    try {
      Files.createDirectories(log.getParent());
      builder.redirectInput(new File("/dev/null"));
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      return builder.start().toHandle();
    } catch (IOException e) {
      throw new TiscException(Reason.INTERNAL, "cannot start a node in " + home + ": " + e, e);
    }
  }

  /** The class path with absolute members, so that it holds in any folder. */
  static String classPath(String members) {
    return String.join(
        File.pathSeparator,
        Arrays.stream(members.split(File.pathSeparator))
            .map(member -> Path.of(member).toAbsolutePath().toString())
            .toList());
  }

  /** Whether this process runs the node of this home folder. */
  static boolean runs(long pid, Path home) {
    if (pid <= 0 || ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty()) {
      return false;
    }
    try {
      byte[] line = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline"));
      List<String> words = Arrays.asList(new String(line, StandardCharsets.UTF_8).split("\0", -1));
      return words.contains("serve") && words.contains(home.toString());
    } catch (IOException e) {
      return false;
    }
  }

  /** Asks the node to stop; after {@value #GRACE_SECONDS} seconds it is killed. */
  static void stop(long pid, Path home) {
    if (runs(pid, home)) {
      ProcessHandle.of(pid)
          .ifPresent(
              process -> {
                process.destroy();
                if (!over(process)) {
                  process.destroyForcibly();
                  over(process);
                }
              });
    }
  }

  /** Kills the node with signal 9, as a power cut would, and waits until it is gone. */
  static void kill(long pid, Path home) {
    if (runs(pid, home)) {
      ProcessHandle.of(pid)
          .ifPresent(
              process -> {
                process.destroyForcibly();
                over(process);
              });
    }
  }

  private static boolean over(ProcessHandle process) {
    try {
      process.onExit().orTimeout(GRACE_SECONDS, TimeUnit.SECONDS).join();
      return true;
    } catch (CompletionException e) {
      return false;
    }
  }

  /** The last lines that the process wrote. */
  static String tail(Path home) {
    try {
      List<String> lines = Files.readAllLines(log(home));
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "";
    }
  }

  private static Path log(Path home) {
    return home.resolve("log").resolve("process.log");
  }
}
