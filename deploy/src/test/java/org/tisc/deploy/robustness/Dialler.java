package org.tisc.deploy.robustness;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which process is at the other end of a connection on this machine, as Linux tells it in /proc:
 * the socket's number by its ports, the process by the socket's number.
 */
final class Dialler {
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/tcp6"), Path.of("/proc/net/tcp"));
  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int INODE = 9;

  private Dialler() {}

  /** The process among these that dialled from one port to another; empty when it is gone. */
  static OptionalLong of(int from, int to, List<Long> processes) throws IOException {
    Optional<String> socket = socket(from, to);
    if (socket.isEmpty()) {
      return OptionalLong.empty();
    }
    for (long process : processes) {
      if (holds(process, socket.get())) {
        return OptionalLong.of(process);
      }
    }
    return OptionalLong.empty();
  }

  private static Optional<String> socket(int from, int to) throws IOException {
    String local = ":%04X".formatted(from);
    String remote = ":%04X".formatted(to);
    for (Path table : TABLES) {
      if (!Files.exists(table)) {
        continue;
      }
      for (String line : Files.readAllLines(table)) {
        String[] columns = line.strip().split("\\s+");
        if (columns.length > INODE
            && columns[LOCAL].endsWith(local)
            && columns[REMOTE].endsWith(remote)) {
          return Optional.of("socket:[" + columns[INODE] + "]");
        }
      }
    }
    return Optional.empty();
  }

  private static boolean holds(long process, String socket) {
    Path open = Path.of("/proc", Long.toString(process), "fd");
    try (DirectoryStream<Path> files = Files.newDirectoryStream(open)) {
      for (Path file : files) {
        if (target(file).equals(socket)) {
          return true;
        }
      }
    } catch (IOException e) {
      // The process has ended.
      return false;
    }
    return false;
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "";
    }
  }
}
