package org.tisc.federation.membership;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.KeyFile;
import org.tisc.federation.identity.NetworkId;

/**
 * The node's keys on disk: one folder per network with {@code tls.p12} and, for feeds, {@code
 * feed.p12}, and at the coordinator {@code issuing.p12}, {@code roster.p12} and, unless it was
 * moved away, {@code root.p12}; while the key is being renewed also {@code next.p12}, and while it
 * takes the coordination over also {@code issuing-next.p12} and {@code roster-next.p12}. The root
 * that is to follow is {@code root-next.p12} until it takes the place of the root. A root key that
 * is moved away has a passphrase of its own in the file beside it, so that it can be used on any
 * machine. The folder of a network exists under its name only when it is complete. Blocks on local
 * disk.
 */
final class KeyFolder {
  private static final String TLS = "tls";
  private static final String ISSUING = "issuing";
  private static final String ROSTER = "roster";
  private static final String ROOT = "root";
  private static final String NEXT_ROOT = "root-next";
  private static final String NEXT = "next";
  private static final String FEED = "feed";
  private static final String UNFINISHED = ".unfinished-";
  private static final String LEFT = ".left-";

  private final Path folder;
  private final char[] passphrase;

  /** Keys under this folder, encrypted with the passphrase in this file. */
  KeyFolder(Path folder, Path passphraseFile) {
    this.folder = folder;
    ownFolder(folder);
    this.passphrase = KeyFile.passphrase(passphraseFile);
  }

  /** The networks whose keys are here, complete. */
  List<NetworkId> networks() {
    try (Stream<Path> entries = Files.list(folder)) {
      List<NetworkId> networks = new ArrayList<>();
      for (Path entry : entries.sorted().toList()) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
            && Files.exists(entry.resolve(file(TLS)))) {
          String name = entry.getFileName().toString();
          if (!name.startsWith(".")) {
            networks.add(new NetworkId(name));
          }
        }
      }
      return networks;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  boolean contains(NetworkId network) {
    return Files.exists(path(network, TLS));
  }

  Identity tls(NetworkId network) {
    return KeyFile.read(path(network, TLS), passphrase);
  }

  /** The key that is to follow, certified or not yet; empty while none is being renewed. */
  Optional<Identity> next(NetworkId network) {
    return optional(path(network, NEXT));
  }

  /** Whether a key is to follow, certified or not yet. */
  boolean renews(NetworkId network) {
    return Files.exists(path(network, NEXT));
  }

  /**
   * Keeps the key that is to follow, before anybody hears of it, and again when it is certified.
   */
  void keepNext(NetworkId network, Identity next) {
    write(folder.resolve(network.value()), NEXT, next);
  }

  /** Gives up the key that was to follow. */
  void dropNext(NetworkId network) {
    try {
      Files.deleteIfExists(path(network, NEXT));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** The key that signs feeds; empty where a release before feeds made the folder. */
  Optional<Identity> feed(NetworkId network) {
    return optional(path(network, FEED));
  }

  /** Keeps the key that signs feeds, before anybody hears of it. */
  void keepFeed(NetworkId network, Identity feed) {
    write(folder.resolve(network.value()), FEED, feed);
  }

  /** The key for feeds of an earlier attempt to join. */
  Optional<Identity> joiningFeed(NetworkId network) {
    return optional(unfinished(network).resolve(file(FEED)));
  }

  /** Keeps the key for feeds of a membership that is not there yet. */
  void keepJoiningFeed(NetworkId network, Identity feed) {
    write(unfinished(network), FEED, feed);
  }

  /** The key that was to follow is the one to use from now on, in one step. */
  void useNext(NetworkId network) {
    try {
      Files.move(path(network, NEXT), path(network, TLS), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** Keeps renewed keys of the coordinator; each replaces its file in one step. */
  void keepAuthorities(NetworkId network, Identity issuing, Identity roster) {
    write(folder.resolve(network.value()), ISSUING, issuing);
    write(folder.resolve(network.value()), ROSTER, roster);
  }

  /**
   * The network's root key, kept here or in this folder; empty when it is in neither.
   *
   * @param rootIn where it was put when the network was created
   */
  Optional<Identity> root(NetworkId network, Optional<Path> rootIn) {
    return rootIn.isPresent() ? rootAt(network, rootIn.get()) : optional(path(network, ROOT));
  }

  /**
   * The root key in this file, or in this folder under its usual name; empty when it is not there.
   */
  Optional<Identity> rootAt(NetworkId network, Path given) {
    return outside(
        network, Files.isDirectory(given) ? given.resolve(network + "-root.p12") : given);
  }

  /** The root key that is to follow, beside the root key here or in this folder. */
  Optional<Identity> nextRoot(NetworkId network, Optional<Path> rootIn) {
    return rootIn.isPresent()
        ? outside(network, nextRootFile(network, rootIn.get()))
        : optional(path(network, NEXT_ROOT));
  }

  /** Keeps the root key that is to follow beside the root key, before anybody hears of it. */
  void keepNextRoot(NetworkId network, Identity next, Optional<Path> rootIn) {
    if (rootIn.isPresent()) {
      KeyFile.write(
          nextRootFile(network, rootIn.get()),
          next,
          KeyFile.passphrase(rootIn.get().resolve(network + "-root.passphrase")));
    } else {
      write(folder.resolve(network.value()), NEXT_ROOT, next);
    }
  }

  /** The root key that was to follow takes the place of the one before, in one step. */
  void useNextRoot(NetworkId network, Optional<Path> rootIn) {
    try {
      if (rootIn.isPresent()) {
        Files.move(
            nextRootFile(network, rootIn.get()),
            rootIn.get().resolve(network + "-root.p12"),
            StandardCopyOption.ATOMIC_MOVE);
      } else {
        Files.move(path(network, NEXT_ROOT), path(network, ROOT), StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** Gives up the root key that was to follow, where it is on this machine. */
  void dropNextRoot(NetworkId network) {
    try {
      Files.deleteIfExists(path(network, NEXT_ROOT));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static Path nextRootFile(NetworkId network, Path folder) {
    return folder.resolve(network + "-root-next.p12");
  }

  private Optional<Identity> outside(NetworkId network, Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Path own = file.resolveSibling(network + "-root.passphrase");
    return Optional.of(
        KeyFile.read(file, Files.exists(own) ? KeyFile.passphrase(own) : passphrase));
  }

  /** Writes the root key into this folder, with a passphrase of its own beside it. */
  void takeRootOut(NetworkId network, Identity root, Path folder) {
    ownFolder(folder);
    KeyFile.write(
        folder.resolve(network + "-root.p12"),
        root,
        KeyFile.passphrase(folder.resolve(network + "-root.passphrase")));
  }

  /** The keys that this node asks to coordinate with, certified or not; empty before it asks. */
  Optional<Identity> nextAuthority(NetworkId network, boolean issuing) {
    return optional(path(network, (issuing ? ISSUING : ROSTER) + "-next"));
  }

  /** Keeps keys to coordinate with, before anybody hears of them. */
  void keepNextAuthorities(NetworkId network, Identity issuing, Identity roster) {
    write(folder.resolve(network.value()), ISSUING + "-next", issuing);
    write(folder.resolve(network.value()), ROSTER + "-next", roster);
  }

  /** Drops keys to coordinate with: those that were asked for, and on demand those in use. */
  void dropAuthorities(NetworkId network, boolean inUse) {
    try {
      Files.deleteIfExists(path(network, ISSUING + "-next"));
      Files.deleteIfExists(path(network, ROSTER + "-next"));
      if (inUse) {
        Files.deleteIfExists(path(network, ROSTER));
        Files.deleteIfExists(path(network, ISSUING));
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** Drops the root key, which is somewhere else by now. */
  void dropRoot(NetworkId network) {
    try {
      Files.deleteIfExists(path(network, ROOT));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** The issuing authority; empty where this node is not the coordinator. */
  Optional<Identity> issuing(NetworkId network) {
    return optional(path(network, ISSUING));
  }

  /** The roster key; empty where this node is not the coordinator. */
  Optional<Identity> roster(NetworkId network) {
    return optional(path(network, ROSTER));
  }

  /** Keeps the keys of a network this node creates; all or nothing under the network's name. */
  void create(
      NetworkId network,
      Identity tls,
      Identity issuing,
      Identity roster,
      Identity root,
      Optional<Path> rootOut) {
    Path unfinished = unfinished(network);
    write(unfinished, ISSUING, issuing);
    write(unfinished, ROSTER, roster);
    if (rootOut.isPresent()) {
      takeRootOut(network, root, rootOut.get());
    } else {
      write(unfinished, ROOT, root);
    }
    write(unfinished, TLS, tls);
    finish(network);
  }

  /** The key of an earlier attempt with the same invitation, whose answer may have been lost. */
  Optional<Identity> joining(NetworkId network, String invitationId) {
    return optional(unfinished(network).resolve(file("joining-" + invitationId)));
  }

  /** Keeps a key before anybody hears of it. */
  void keepJoining(NetworkId network, String invitationId, Identity uncertified) {
    write(unfinished(network), "joining-" + invitationId, uncertified);
  }

  /** Keeps another certified key in place of the present one, and drops what led to it. */
  void replace(NetworkId network, Identity tls) {
    joiningFeed(network).ifPresent(feed -> keepFeed(network, feed));
    write(folder.resolve(network.value()), TLS, tls);
    dropNext(network);
    try {
      delete(unfinished(network));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** The join is done: keeps the certified key and drops what led to it. */
  void join(NetworkId network, Identity tls) {
    write(unfinished(network), TLS, tls);
    try (Stream<Path> files = Files.list(unfinished(network))) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().startsWith("joining-")) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
    finish(network);
  }

  /**
   * The membership is over: its folder has another name before anything else happens. What a member
   * held is deleted; a coordinator's keys stay under that name, since nobody can make them again.
   */
  void leave(NetworkId network) {
    Path left = folder.resolve(LEFT + network);
    try {
      boolean coordinator = Files.exists(path(network, ISSUING));
      delete(left);
      Files.move(folder.resolve(network.value()), left);
      if (!coordinator) {
        delete(left);
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private void finish(NetworkId network) {
    try {
      Files.move(unfinished(network), folder.resolve(network.value()));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private void write(Path where, String name, Identity identity) {
    ownFolder(where);
    KeyFile.write(where.resolve(file(name)), identity, passphrase);
  }

  private Optional<Identity> optional(Path file) {
    return Files.exists(file) ? Optional.of(KeyFile.read(file, passphrase)) : Optional.empty();
  }

  private Path unfinished(NetworkId network) {
    return folder.resolve(UNFINISHED + network);
  }

  private Path path(NetworkId network, String name) {
    return folder.resolve(network.value()).resolve(file(name));
  }

  private static String file(String name) {
    return name + ".p12";
  }

  private static void ownFolder(Path folder) {
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static TiscException unreadable(IOException e) {
    return new TiscException(
        Reason.KEY_FILE_REFUSED, "The key folder cannot be used", new UncheckedIOException(e));
  }
}
