package org.tisc.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/**
 * Attack test 15 of the trust model by the packaged commands alone: what the owner of a disk does
 * to his audit log is named by the checkpoints that another centre keeps of it.
 */
@Tag("process")
@ExtendWith(RegionExtension.class)
class WitnessTest {
  private final ProcessRegion region;

  WitnessTest(ProcessRegion region) {
    this.region = region;
  }

  private ProcessNode hurt() {
    return region.node(2);
  }

  private ProcessNode witness() {
    return region.node(1);
  }

  private JsonNode command(ProcessNode node, int exit, String... arguments) {
    TiscProcess.Ended ended = region.tisc(node, "", arguments);
    assertThat(ended.exit()).as(ended.err() + ended.out()).isEqualTo(exit);
    return ended.json();
  }

  private Path log() {
    return hurt().home().resolve("audit/audit.log");
  }

  /** Puts lines in the place of the log, and a head file that agrees with them. */
  private void put(List<String> lines) throws IOException {
    String text = String.join("\n", lines) + "\n";
    Files.writeString(log(), text);
    String last = lines.getLast();
    Files.writeString(
        log().resolveSibling("audit.log.head"),
        "%019d %019d %s\n"
            .formatted(
                lines.size(),
                text.getBytes(StandardCharsets.UTF_8).length,
                last.substring(last.length() - 66, last.length() - 2)));
  }

  private void assertNamed(Path checkpoints, long firstBad) {
    JsonNode found =
        command(hurt(), 1, "audit", "verify", "--checkpoint", checkpoints.toString(), "--json");
    assertThat(found.path("valid").asBoolean(true)).isFalse();
    assertThat(found.path("firstBad").asLong()).as(found.toString()).isEqualTo(firstBad);
  }

  @Test
  void whatIsDoneToALogIsNamedByWhatAnotherCentreKeeps() throws IOException {
    for (int i = 0; i < 40; i++) {
      hurt().collection("witnessed" + i, "none");
    }
    JsonNode told = command(hurt(), 0, "audit", "checkpoint", "--json");
    long size = told.at("/checkpoints/0/size").asLong();
    await()
        .atMost(ProcessNode.PATIENCE)
        .until(
            () ->
                command(hurt(), 0, "audit", "witness", "--json").at("/own/0/holders").size() == 2);
    Path checkpoints = region.folder("witness").resolve("kept.jsonl");
    JsonNode written =
        command(
            witness(),
            0,
            "audit",
            "witness",
            "--network",
            "jjj",
            "--origin",
            hurt().id(),
            "--out",
            checkpoints.toString(),
            "--json");
    assertThat(written.path("lines").asLong()).isGreaterThan(2);
    // What another centre keeps tells nothing of what was done.
    assertThat(Files.readString(checkpoints)).doesNotContain("witnessed");
    assertThat(
            command(hurt(), 0, "audit", "verify", "--checkpoint", checkpoints.toString(), "--json")
                .at("/checkpoints/agreed")
                .asInt())
        .isPositive();

    hurt().stop();
    List<String> good = Files.readAllLines(log());
    List<String> lines = new ArrayList<>(good);
    int flipped = (int) size - 10;
    assertThat(good.get(flipped)).contains("witnessed");
    lines.set(flipped, good.get(flipped).replace("witnessed", "witnesseD"));
    put(lines);
    assertNamed(checkpoints, flipped + 1);

    lines = new ArrayList<>(good);
    lines.remove(15);
    put(lines);
    assertNamed(checkpoints, 16);

    lines = new ArrayList<>(good);
    Collections.swap(lines, 10, 11);
    put(lines);
    assertNamed(checkpoints, 11);

    lines = new ArrayList<>(good.subList(0, (int) size - 30));
    put(lines);
    assertThat(command(hurt(), 0, "audit", "verify", "--json").path("valid").asBoolean()).isTrue();
    assertNamed(checkpoints, size - 29);
    TiscProcess.Ended words =
        region.tisc(hurt(), "", "audit", "verify", "--checkpoint", checkpoints.toString());
    assertThat(words.out())
        .contains("cut at " + (size - 30) + " entries", witness().id() + " holds")
        .contains(" of " + size + ".");

    List<String> forged = new ArrayList<>(Files.readAllLines(checkpoints));
    int at = 0;
    while (!forged.get(at).contains("\"audit-checkpoint\"")) {
      at++;
    }
    forged.set(at, forged.get(at).replace("\"body\":\"ey", "\"body\":\"eX"));
    Path other = checkpoints.resolveSibling("forged.jsonl");
    Files.write(other, forged);
    assertThat(
            command(hurt(), 1, "audit", "verify", "--checkpoint", other.toString(), "--json")
                .at("/problem/detail")
                .asString(""))
        .contains("prove nothing");

    // Started over the cut log, it is found out by itself and, by its next word, by the others.
    hurt().serve();
    JsonNode own =
        await()
            .atMost(ProcessNode.PATIENCE)
            .until(
                () -> region.tisc(hurt(), "", "audit", "witness", "--json"),
                ended -> ended.exit() == 1)
            .json();
    assertThat(own.at("/own/0/state").asString("")).isEqualTo("CUT");
    assertThat(own.at("/own/0/told/size").asLong()).isEqualTo(size);
    await()
        .atMost(ProcessNode.PATIENCE)
        .until(() -> region.tisc(hurt(), "", "audit", "checkpoint", "--json").exit() == 0);
    await()
        .atMost(ProcessNode.PATIENCE)
        .untilAsserted(
            () -> {
              JsonNode seen = command(witness(), 0, "audit", "witness", "--json");
              assertThat(seen.at("/contradictions/0/origin").asString("")).isEqualTo(hurt().id());
              assertThat(seen.at("/contradictions/0/keptSize").asLong()).isEqualTo(size);
            });
    assertThat(region.tisc(witness(), "", "doctor", "--json").out()).contains("PEER_AUDIT_CUT");
    // Whole again, the log agrees with all that was told of it but for the word about the cut one.
    hurt().stop();
    put(good);
    assertThat(command(hurt(), 0, "audit", "verify", "--json").path("valid").asBoolean()).isTrue();
    assertThat(
            command(hurt(), 0, "audit", "verify", "--checkpoint", checkpoints.toString(), "--json")
                .path("valid")
                .asBoolean())
        .isTrue();
    hurt().serve();
    region.awaitWhole();
  }
}
