package org.tisc.node.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.SealingKey;
import org.tisc.node.web.Json;

class BackupReaderTest {
  private static final char[] PASSPHRASE = "correct horse battery".toCharArray();
  private static final byte[] SALT = new byte[SealingKey.SALT_BYTES];
  private static final SealingKey KEY = SealingKey.of(PASSPHRASE, SALT);
  private static final Map<String, String> PARTS =
      Map.of(
          "store/node.db", "rows",
          "index/patents/collection.json", "{}",
          "audit/audit.log", "lines");

  @TempDir private Path folder;

  private static Manifest manifest(List<Manifest.Entry> entries) {
    return new Manifest(
        BackupForm.FORMAT,
        "beijing",
        "0".repeat(32),
        "0.1",
        Instant.parse("2026-11-26T10:00:00Z"),
        new Manifest.AuditPlace(3, "a".repeat(64)),
        List.of(new Manifest.Collection("patents", 2)),
        List.of(),
        entries);
  }

  /** A backup with the form of ours, though its parts are nonsense. */
  private static byte[] whole() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BackupWriter writer = new BackupWriter(out, KEY);
    writer.plain(BackupForm.OPENING, Json.bytes(Opening.of("beijing", SALT, KEY)));
    for (Map.Entry<String, String> part : PARTS.entrySet()) {
      writer.sealed(
          part.getKey(),
          new ByteArrayInputStream(part.getValue().getBytes(StandardCharsets.UTF_8)));
    }
    writer.finish(manifest(writer.entries()));
    return out.toByteArray();
  }

  private Map<String, String> read(byte[] file, Optional<char[]> passphrase) throws IOException {
    Path path = folder.resolve("backup.zip");
    Files.write(path, file);
    Map<String, String> taken = new LinkedHashMap<>();
    BackupReader.read(
        path,
        passphrase,
        (name, content) ->
            taken.put(name, new String(content.readAllBytes(), StandardCharsets.UTF_8)),
        read -> {});
    return taken;
  }

  private void refuses(byte[] file, String message) {
    for (Optional<char[]> passphrase : List.of(Optional.of(PASSPHRASE), Optional.<char[]>empty())) {
      assertThatThrownBy(() -> read(file, passphrase))
          .isInstanceOfSatisfying(
              TiscException.class,
              failure -> assertThat(failure.reason()).isEqualTo(Reason.INVALID_BACKUP))
          .hasMessageContaining(message);
    }
  }

  /** The entries of a file, to be put together otherwise. */
  private static Map<String, byte[]> entries(byte[] file) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    return entries;
  }

  private static byte[] zip(List<Map.Entry<String, byte[]>> entries) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : entries) {
        ZipEntry stored = new ZipEntry(entry.getKey());
        CRC32 crc = new CRC32();
        crc.update(entry.getValue());
        stored.setMethod(ZipEntry.STORED);
        stored.setSize(entry.getValue().length);
        stored.setCrc(crc.getValue());
        zip.putNextEntry(stored);
        zip.write(entry.getValue());
      }
    }
    return out.toByteArray();
  }

  private static List<Map.Entry<String, byte[]>> listed(byte[] file) throws IOException {
    return new ArrayList<>(entries(file).entrySet());
  }

  @Test
  void readsWhatWasWrittenAndWithoutPassphraseOnlyTheHashes() throws IOException {
    byte[] file = whole();
    assertThat(read(file, Optional.of(PASSPHRASE))).containsExactlyInAnyOrderEntriesOf(PARTS);
    assertThat(read(file, Optional.empty())).isEmpty();
    assertThat(new String(file, StandardCharsets.ISO_8859_1)).doesNotContain("rows", "lines");
  }

  @Test
  void everyCutIsRecognised() throws IOException {
    byte[] file = whole();
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> read(cut, Optional.empty()))
          .as("%s of %s bytes", length, file.length)
          .isInstanceOfSatisfying(
              TiscException.class,
              failure -> assertThat(failure.reason()).isEqualTo(Reason.INVALID_BACKUP));
    }
  }

  @Test
  void noFlippedByteChangesWhatIsTaken() throws IOException {
    byte[] file = whole();
    int refused = 0;
    for (int i = 0; i < file.length; i++) {
      byte[] changed = file.clone();
      changed[i] ^= 1;
      try {
        // Without the passphrase; half of the bytes stand in ZIP's own second list of entries.
        assertThat(read(changed, Optional.empty())).isEmpty();
      } catch (TiscException e) {
        assertThat(e.reason()).isEqualTo(Reason.INVALID_BACKUP);
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(file.length / 2);
  }

  @Test
  void anotherPassphraseIsSaidAsSuch() throws IOException {
    byte[] file = whole();
    assertThatThrownBy(() -> read(file, Optional.of("another passphrase".toCharArray())))
        .isInstanceOfSatisfying(
            TiscException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.KEY_FILE_REFUSED))
        .hasMessageContaining("not the one of this backup");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil",
        "/etc/passwd",
        "keys/../../evil",
        "keys/jjj/..",
        "index/a/index-1/../../../evil",
        "store/node.db/",
        "store\\..\\evil",
        "node.yaml\u0000",
        "log/x",
        "index/.new-a/collection.json",
        "C:/evil"
      })
  void anEntryWithoutAPlaceIsRefused(String name) throws IOException {
    List<Map.Entry<String, byte[]>> entries = listed(whole());
    entries.add(1, Map.entry(name, new byte[] {1}));
    refuses(zip(entries), "no place");
  }

  @Test
  void whatIsAddedTakenAwayOrReorderedIsRefused() throws IOException {
    byte[] file = whole();
    List<Map.Entry<String, byte[]>> added = listed(file);
    added.add(2, Map.entry("audit/audit.log.head", new byte[] {1}));
    refuses(zip(added), "damaged or changed");

    List<Map.Entry<String, byte[]>> taken = listed(file);
    taken.remove(2);
    refuses(zip(taken), "not those of its manifest");

    List<Map.Entry<String, byte[]>> swapped = listed(file);
    swapped.add(1, swapped.remove(2));
    refuses(zip(swapped), "not those of its manifest");

    List<Map.Entry<String, byte[]>> behind = listed(file);
    behind.add(Map.entry("node.yaml", new byte[] {1}));
    refuses(zip(behind), "more entries");

    List<Map.Entry<String, byte[]>> unproven = listed(file);
    unproven.remove(unproven.size() - 2);
    refuses(zip(unproven), "no proof");

    List<Map.Entry<String, byte[]>> unopened = listed(file);
    unopened.removeFirst();
    refuses(zip(unopened), "does not begin");

    refuses("no archive at all".getBytes(StandardCharsets.UTF_8), "");
    refuses(new byte[0], "");
  }

  @Test
  void anEntryTwiceIsRefused() throws IOException {
    byte[] first = whole();
    ByteArrayOutputStream twice = new ByteArrayOutputStream();
    List<Map.Entry<String, byte[]>> entries = listed(first);
    // A ZIP writer refuses doubles, so the second part of the file is one more local entry.
    byte[] all = zip(entries.subList(0, 2));
    byte[] one = zip(entries.subList(1, 2));
    twice.write(all, 0, all.length - centralBytes(all));
    twice.write(one);
    refuses(twice.toByteArray(), "twice");
  }

  private static int centralBytes(byte[] zip) {
    int end = zip.length - 22;
    int size = (zip[end + 12] & 0xff) | (zip[end + 13] & 0xff) << 8 | (zip[end + 14] & 0xff) << 16;
    return size + 22;
  }

  @Test
  void aZipBombIsRefusedBeforeItUnfolds() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(BackupForm.OPENING));
      zip.write(entries(whole()).getOrDefault(BackupForm.OPENING, new byte[0]));
      zip.putNextEntry(new ZipEntry(BackupForm.STORE));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 50; i++) {
        zip.write(zeros);
      }
    }
    assertThat(out.size()).isLessThan(200_000);
    refuses(out.toByteArray(), "");
  }

  @Test
  void aManifestOfSomebodyElseIsRefusedWithThePassphrase() throws IOException {
    // Somebody without the passphrase drops a part and writes hashes and manifest anew.
    List<Map.Entry<String, byte[]>> entries = listed(whole());
    entries.remove(2);
    List<Manifest.Entry> listed = new ArrayList<>();
    for (Map.Entry<String, byte[]> entry : entries.subList(0, entries.size() - 2)) {
      listed.add(
          new Manifest.Entry(
              entry.getKey(),
              entry.getValue().length,
              java.util.HexFormat.of().formatHex(BackupWriter.sha256().digest(entry.getValue()))));
    }
    entries.set(entries.size() - 1, Map.entry(BackupForm.MANIFEST, Json.bytes(manifest(listed))));
    byte[] file = zip(entries);
    assertThat(read(file, Optional.empty())).isEmpty();
    assertThatThrownBy(() -> read(file, Optional.of(PASSPHRASE)))
        .isInstanceOf(TiscException.class)
        .hasMessageContaining("manifest was changed");
  }

  @Test
  void anUnknownFormIsNamed() throws IOException {
    List<Map.Entry<String, byte[]>> entries = listed(whole());
    String opening = new String(entries.getFirst().getValue(), StandardCharsets.UTF_8);
    entries.set(
        0,
        Map.entry(
            BackupForm.OPENING,
            opening.replace("tisc.backup/1", "tisc.backup/9").getBytes(StandardCharsets.UTF_8)));
    assertThatThrownBy(() -> read(zip(entries), Optional.of(PASSPHRASE)))
        .isInstanceOf(TiscException.class)
        .hasMessageContaining("another form");
  }
}
