package org.tisc.node.backup;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.BlobReference;
import org.tisc.node.blob.FolderBlobStore;
import org.tisc.node.config.ConfigReader;
import org.tisc.node.config.ConfigText;
import org.tisc.node.config.NodeConfig;

/**
 * The home folder of a restored node while it is filled: every part is put where the configuration
 * wants it, readable by the owner alone. Used by one thread.
 */
final class Staging implements BackupReader.Sink {
  private static final int BUFFER_BYTES = 1 << 16;

  /** Resolves to the home folder itself, which is no place for a part. */
  private static final Path NOWHERE = Path.of("");

  private final Path folder;
  private Optional<NodeConfig> config = Optional.empty();
  private Optional<FolderBlobStore> files = Optional.empty();

  /** An empty folder to fill. */
  Staging(Path folder) {
    this.folder = folder;
  }

  /** The configuration; raises INVALID_BACKUP before it was read. */
  NodeConfig config() {
    return config.orElseThrow(
        () ->
            new TiscException(
                Reason.INVALID_BACKUP, "The backup does not begin with its configuration"));
  }

  @Override
  public void take(String name, InputStream content) throws IOException {
    if (name.equals(BackupForm.CONFIG)) {
      byte[] text = content.readNBytes(BackupForm.MAX_CONFIG_BYTES + 1);
      content.transferTo(OutputStream.nullOutputStream());
      configure(new String(text, StandardCharsets.UTF_8));
    } else if (name.startsWith(BackupForm.FILES)) {
      keep(name.substring(BackupForm.FILES.length()), content);
    } else {
      write(place(name), content);
    }
  }

  /** Puts a shared file where the node looks for it, if it is the one that its name says. */
  private void keep(String hash, InputStream content) {
    FolderBlobStore store =
        files.orElseGet(
            () -> {
              NodeConfig known = config();
              Path place = FolderBlobStore.beside(known.resolve(known.folders().store()));
              makeFolder(place);
              return new FolderBlobStore(place, Long.MAX_VALUE);
            });
    files = Optional.of(store);
    BlobReference kept = store.add(content, Long.MAX_VALUE);
    if (!HexFormat.of().formatHex(kept.sha256().toByteArray()).equals(hash)) {
      throw new TiscException(
          Reason.INVALID_BACKUP, "The backup's file " + hash + " is another one");
    }
  }

  private void configure(String text) throws IOException {
    NodeConfig given;
    NodeConfig adapted;
    String kept = text;
    try {
      given = ConfigReader.parse(folder, text);
      Map<String, String> outside = outside(given);
      if (!outside.isEmpty()) {
        Map<String, String> values = new LinkedHashMap<>();
        ConfigText.values(given)
            .forEach(
                (section, members) ->
                    members.forEach((member, value) -> values.put(section + "." + member, value)));
        values.putAll(outside);
        kept = ConfigText.template(values);
      }
      adapted = ConfigReader.parse(folder, kept);
    } catch (TiscException e) {
      throw new TiscException(
          Reason.INVALID_BACKUP, "The backup's configuration is not valid: " + e.getMessage(), e);
    }
    config = Optional.of(adapted);
    writeText(folder.resolve(NodeConfig.FILE), kept);
    NodeConfig.Folders folders = adapted.folders();
    for (Path each :
        new Path[] {
          folders.index(),
          folders.store(),
          folders.keys(),
          folders.audit(),
          folders.work(),
          folders.log()
        }) {
      makeFolder(adapted.resolve(each));
    }
  }

  /** Folders and secrets that lay outside the home folder: here they get their usual places. */
  private Map<String, String> outside(NodeConfig given) {
    NodeConfig.Folders folders = given.folders();
    Map<String, Path> places = new LinkedHashMap<>();
    places.put("folders.index", folders.index());
    places.put("folders.store", folders.store());
    places.put("folders.keys", folders.keys());
    places.put("folders.audit", folders.audit());
    places.put("folders.work", folders.work());
    places.put("folders.log", folders.log());
    places.put("secrets.key_passphrase_file", given.secrets().keyPassphraseFile());
    places.put("secrets.admin_token_file", given.secrets().adminTokenFile());
    Map<String, String> usual =
        Map.of(
            "secrets.key_passphrase_file", "key.passphrase",
            "secrets.admin_token_file", "admin.token");
    Map<String, String> outside = new LinkedHashMap<>();
    places.forEach(
        (key, path) -> {
          Path place = given.resolve(path);
          if (!place.startsWith(folder) || place.equals(folder)) {
            outside.put(key, usual.getOrDefault(key, key.substring(key.indexOf('.') + 1)));
          }
        });
    return outside;
  }

  private Path place(String name) {
    NodeConfig known = config();
    Path place =
        switch (name) {
          case BackupForm.PASSPHRASE -> known.resolve(known.secrets().keyPassphraseFile());
          case BackupForm.TOKEN -> known.resolve(known.secrets().adminTokenFile());
          case BackupForm.CERTIFICATE ->
              known.resolve(known.http().certificateFile().orElse(NOWHERE));
          case BackupForm.CERTIFICATE_KEY -> known.resolve(known.http().keyFile().orElse(NOWHERE));
          default -> below(known, name);
        };
    // Names were checked before; this holds whatever the configuration says.
    if (!place.normalize().startsWith(folder) || place.equals(folder)) {
      throw new TiscException(
          Reason.INVALID_BACKUP, "The backup holds a part that leads out of the home folder");
    }
    return place;
  }

  private static Path below(NodeConfig config, String name) {
    int slash = name.indexOf('/') + 1;
    String rest = name.substring(slash);
    NodeConfig.Folders folders = config.folders();
    return switch (name.substring(0, slash)) {
      case BackupForm.KEYS -> config.resolve(folders.keys()).resolve(rest);
      case "store/" -> config.resolve(folders.store()).resolve(rest);
      case BackupForm.INDEX -> config.resolve(folders.index()).resolve("collections").resolve(rest);
      case BackupForm.AUDIT -> config.resolve(folders.audit()).resolve(rest);
      default -> throw new IllegalStateException("a part without a place: " + name);
    };
  }

  private void write(Path file, InputStream content) throws IOException {
    FileChannel channel = create(file);
    try (channel) {
      OutputStream out = Channels.newOutputStream(channel);
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
        try {
          out.write(buffer, 0, count);
        } catch (IOException e) {
          throw failed(file, e);
        }
      }
      try {
        channel.force(true);
      } catch (IOException e) {
        throw failed(file, e);
      }
    }
  }

  private void writeText(Path file, String text) throws IOException {
    write(file, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private FileChannel create(Path file) {
    makeFolder(Objects.requireNonNull(file.getParent()));
    try {
      return FileChannel.open(
          file,
          Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private static void makeFolder(Path path) {
    try {
      Files.createDirectories(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  static TiscException failed(Path file, IOException e) {
    String text = String.valueOf(e.getMessage());
    boolean full = text.contains("No space left") || text.contains("quota exceeded");
    return new TiscException(
        full ? Reason.OUT_OF_SPACE : Reason.INTERNAL,
        full ? "The disk is full; nothing was restored" : "cannot write " + file + ": " + e,
        e);
  }
}
