package org.tisc.node.index;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.apache.lucene.util.IOUtils;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.policy.Sharing;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The small file {@code collection.json} beside a collection's index. Replaced as a whole by a
 * rename, so a reader sees the old or the new one and a crash leaves one of the two.
 *
 * @param settings what the owner says
 * @param created when
 * @param generation which index folder is served, {@code index-N}; counts reindexes from 1
 * @param profile the scoring profile the index was written with
 * @param oldShare how the collection was shared by a release that kept this here; gone once the
 *     rules of the node have it
 */
record CollectionMeta(
    CollectionSettings settings,
    Instant created,
    int generation,
    String profile,
    Optional<Sharing> oldShare) {
  static final String FILE = "collection.json";

  private static final String SCHEMA = "tisc.collection/1";
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final long MAX_FILE_BYTES = 64 << 10;

  String indexFolder() {
    return indexFolder(generation);
  }

  static String indexFolder(int generation) {
    return "index-" + generation;
  }

  static CollectionMeta fresh(CollectionSettings settings, Instant created, String profile) {
    return new CollectionMeta(settings, created, 1, profile, Optional.empty());
  }

  CollectionMeta withoutOldShare() {
    return new CollectionMeta(settings, created, generation, profile, Optional.empty());
  }

  CollectionMeta withIndex(int newGeneration, String newProfile) {
    return new CollectionMeta(settings, created, newGeneration, newProfile, oldShare);
  }

  /** Writes and forces to disk, then replaces the file. */
  void write(Path folder) throws IOException {
    ObjectNode node = JSON.createObjectNode();
    node.put("schema", SCHEMA);
    node.put("kind", settings.kind());
    settings.title().ifPresent(title -> node.put("title", title));
    oldShare.ifPresent(share -> node.put("share", share.text()));
    settings.licence().ifPresent(licence -> node.put("licence", licence));
    node.put("onward", settings.onward());
    node.put("created", created.toString());
    node.put("generation", generation);
    node.put("profile", profile);
    Path fresh = folder.resolve(FILE + ".new");
    Files.write(fresh, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(node));
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(
        fresh,
        folder.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    IOUtils.fsync(folder, true);
  }

  /** Raises INVALID_ARGUMENT for a file that is damaged or of a newer kind. */
  static CollectionMeta read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (Files.size(file) > MAX_FILE_BYTES) {
      throw damaged(file, "it has more than " + MAX_FILE_BYTES + " bytes");
    }
    try {
      JsonNode node = JSON.readTree(Files.readAllBytes(file));
      if (!SCHEMA.equals(text(node, "schema").orElse(""))) {
        throw damaged(file, "schema is not " + SCHEMA);
      }
      CollectionSettings settings =
          new CollectionSettings(
              required(file, node, "kind"),
              text(node, "title"),
              text(node, "licence"),
              required(file, node, "onward"));
      int generation = node.path("generation").asInt(0);
      if (generation < 1) {
        throw damaged(file, "generation is not a number from 1");
      }
      return new CollectionMeta(
          settings,
          Instant.parse(required(file, node, "created")),
          generation,
          required(file, node, "profile"),
          text(node, "share").map(Sharing::parse));
    } catch (JacksonException | DateTimeParseException e) {
      throw new TiscException(Reason.INVALID_ARGUMENT, file.getFileName() + " is damaged", e);
    }
  }

  private static String required(Path file, JsonNode node, String name) {
    return text(node, name).orElseThrow(() -> damaged(file, name + " is missing"));
  }

  private static Optional<String> text(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
  }

  private static TiscException damaged(Path file, String why) {
    return new TiscException(Reason.INVALID_ARGUMENT, file.getFileName() + " is damaged: " + why);
  }
}
