package org.tisc.node.cli;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The note that a running demo leaves for the other commands of the same user: a file with mode
 * 0600 below {@code XDG_RUNTIME_DIR}, or in the folder for temporary files with the user's number
 * in its name. A note that belongs to somebody else is not read: in a common folder anybody can
 * leave one.
 *
 * @param region home folder of the whole region
 * @param home home folder of its first node
 * @param url address of its first node
 * @param token administrator's token of its first node
 */
public record RunningDemo(String region, String home, String url, String token) {
  private static final JsonMapper JSON = new JsonMapper();

  /** Leaves the note, replacing an older one. */
  public void write(Map<String, String> environment) {
    Path file = file(environment);
    ObjectNode json = JSON.createObjectNode();
    json.put("region", region).put("home", home).put("url", url).put("token", token);
    try {
      Path fresh =
          Files.createTempFile(
              file.toAbsolutePath().getParent(),
              "tisc-demo",
              ".new",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(fresh, JSON.writeValueAsString(json));
      try {
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new TiscException(Reason.OUT_OF_SPACE, "cannot write " + file + ": " + e, e);
    }
  }

  /** The note, where there is one of this user. */
  public static Optional<RunningDemo> read(Map<String, String> environment) {
    Path file = file(environment);
    try {
      Object owner = Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || !owner.equals(user())) {
        return Optional.empty();
      }
      JsonNode json = JSON.readTree(Files.readString(file));
      return Optional.of(
          new RunningDemo(
              json.path("region").asString(""),
              json.path("home").asString(""),
              json.path("url").asString(""),
              json.path("token").asString("")));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | JacksonException e) {
      return Optional.empty();
    }
  }

  /** Takes the note away, if it speaks of this region. */
  public static void remove(Map<String, String> environment, String region) {
    if (read(environment).filter(demo -> demo.region().equals(region)).isPresent()) {
      try {
        Files.deleteIfExists(file(environment));
      } catch (IOException e) {
        throw new TiscException(Reason.INTERNAL, "cannot delete " + file(environment), e);
      }
    }
  }

  private static Path file(Map<String, String> environment) {
    String folder = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    return Path.of(folder.isBlank() ? "/tmp" : folder).resolve("tisc-demo-" + user() + ".json");
  }

  private static Object user() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException | UnsupportedOperationException e) {
      return -1;
    }
  }
}
