package org.tisc.node.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The files with keys and secrets: there, for their owner alone, readable. */
final class KeyCheck {
  private static final Set<PosixFilePermission> OWNER =
      Set.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);
  // Far more than the keys of all networks that a node can be in.
  private static final int MAX_FILES = 10_000;

  private KeyCheck() {}

  /**
   * One file.
   *
   * @param permissions such as {@code rw-------}; empty where there is no file
   */
  record SecretFile(Path path, Optional<String> permissions, boolean readable) {
    static SecretFile of(Path path) {
      try {
        return new SecretFile(
            path,
            Optional.of(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))),
            Files.isReadable(path));
      } catch (IOException e) {
        // It is there and its folder cannot be entered, or it is not there.
        return new SecretFile(
            path,
            Files.notExists(path, LinkOption.NOFOLLOW_LINKS)
                ? Optional.empty()
                : Optional.of("---------"),
            false);
      }
    }
  }

  /**
   * What is known of them.
   *
   * @param secrets the files that must be there
   * @param keys the files below the folder of keys
   * @param refused why keys could not be read, a sentence each
   */
  record Facts(List<SecretFile> secrets, List<SecretFile> keys, List<String> refused) {
    static Facts of(List<Path> secrets, Path keyFolder, List<String> refused) {
      return new Facts(
          secrets.stream().map(SecretFile::of).toList(),
          below(keyFolder).stream().map(SecretFile::of).toList(),
          refused);
    }

    private static List<Path> below(Path folder) {
      if (!Files.isDirectory(folder)) {
        return List.of();
      }
      try (Stream<Path> paths = Files.walk(folder, 2)) {
        return paths
            .filter(path -> path.toString().endsWith(".p12"))
            .limit(MAX_FILES)
            .sorted()
            .toList();
      } catch (IOException | java.io.UncheckedIOException e) {
        // The folder itself is what cannot be read.
        return List.of(folder);
      }
    }
  }

  static List<Finding> of(Facts facts) {
    List<Finding> found = new ArrayList<>();
    for (SecretFile file : facts.secrets()) {
      if (file.permissions().isEmpty()) {
        found.add(Finding.naming(FindingCode.SECRET_MISSING, file.path()));
      }
    }
    Stream.concat(facts.secrets().stream(), facts.keys().stream())
        .filter(file -> file.permissions().isPresent())
        .forEach(file -> judge(file).ifPresent(found::add));
    if (found.isEmpty()) {
      facts.refused().forEach(why -> found.add(Finding.naming(FindingCode.KEYS_REFUSED, why)));
    }
    if (found.isEmpty()) {
      found.add(Finding.of(FindingCode.KEYS_GOOD));
    }
    return found;
  }

  private static Optional<Finding> judge(SecretFile file) {
    String permissions = file.permissions().orElseThrow();
    if (!OWNER.containsAll(PosixFilePermissions.fromString(permissions))) {
      return Optional.of(
          Finding.naming(FindingCode.SECRET_OPEN, file.path(), permissions)
              .curedBy("chmod 600 " + file.path()));
    }
    return file.readable()
        ? Optional.empty()
        : Optional.of(Finding.naming(FindingCode.SECRET_UNREADABLE, file.path(), permissions));
  }
}
