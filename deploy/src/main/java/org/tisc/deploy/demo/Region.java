package org.tisc.deploy.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is known about a demo region between two starts. It holds passwords, so its file is readable
 * by its owner only.
 *
 * @param network id of the network
 * @param content what the nodes are filled with, as {@link Content#name}; empty before that began
 * @param filled whether that is complete
 * @param nodes the nodes in order; the first is the coordinator
 */
record Region(String network, String content, boolean filled, List<Centre> nodes) {
  private static final String FILE = "region.json";
  private static final JsonMapper JSON = new JsonMapper();

  Region {
    nodes = List.copyOf(nodes);
  }

  /**
   * One node.
   *
   * @param pid process of its last start; 0 before the first
   */
  record Centre(
      String node,
      String nameZh,
      String nameEn,
      String code,
      String home,
      int httpPort,
      int grpcPort,
      long pid,
      List<Account> accounts) {
    Centre {
      accounts = List.copyOf(accounts);
    }

    Centre withPid(long now) {
      return new Centre(node, nameZh, nameEn, code, home, httpPort, grpcPort, now, accounts);
    }

    Centre withAccounts(List<Account> now) {
      return new Centre(node, nameZh, nameEn, code, home, httpPort, grpcPort, pid, now);
    }

    Path homeFolder() {
      return Path.of(home);
    }

    String url() {
      return "http://127.0.0.1:" + httpPort;
    }
  }

  /** An account of the demo. */
  record Account(String name, String password, String role) {}

  Region withNode(int position, Centre centre) {
    List<Centre> now = new ArrayList<>(nodes);
    now.set(position, centre);
    return new Region(network, content, filled, now);
  }

  Region withNodes(List<Centre> now) {
    return new Region(network, content, filled, now);
  }

  /** Whether the filling has begun; from then on neither content nor number of nodes changes. */
  boolean begun() {
    return !content.isEmpty();
  }

  Region fillingWith(String now) {
    return new Region(network, now, false, nodes);
  }

  Region filledWith(String now) {
    return new Region(network, now, true, nodes);
  }

  /** Reads the region of a home folder; empty where none was begun. */
  static Optional<Region> read(Path home) {
    Path file = home.resolve(FILE);
    try {
      return Optional.of(JSON.readValue(Files.readString(file), Region.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | JacksonException e) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, file + " is damaged; delete " + home + " to begin anew", e);
    }
  }

  /** Writes it, whole or not at all. */
  void write(Path home) {
    Path file = home.resolve(FILE);
    try {
      Path fresh =
          Files.createTempFile(
              home,
              "region",
              ".new",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(fresh, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new TiscException(Reason.OUT_OF_SPACE, "cannot write " + file + ": " + e, e);
    }
  }
}
