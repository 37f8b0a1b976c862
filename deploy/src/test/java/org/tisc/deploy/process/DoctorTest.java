package org.tisc.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** The packaged command finds what was really broken, with the node running and stopped. */
@Tag("process")
@ExtendWith(RegionExtension.class)
class DoctorTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String PASSPHRASE = "a passphrase of the test only";

  private final ProcessRegion region;

  DoctorTest(ProcessRegion region) {
    this.region = region;
  }

  private record Diagnosis(int exit, List<String> findings, JsonNode json) {
    boolean has(String finding) {
      return findings.contains(finding);
    }
  }

  /** Each finding as its code, with a space and what it is about where it says so. */
  private Diagnosis doctor(ProcessNode node) {
    TiscProcess.Ended ended = region.tisc(node, "", "doctor", "--json");
    JsonNode json = ended.json();
    return new Diagnosis(
        ended.exit(),
        json.path("findings")
            .valueStream()
            .map(
                one ->
                    (one.path("code").asString("") + " " + one.path("about").asString("")).strip())
            .toList(),
        json);
  }

  private void awaitFinding(ProcessNode node, String finding) {
    await().atMost(PATIENCE).until(() -> doctor(node).has(finding));
  }

  private void join(ProcessNode node) {
    TiscProcess.Ended invited =
        region.tisc(region.node(0), "", "network", "invite", node.id(), "--json");
    String invitation = invited.json().path("invitation").asString("");
    region.secret(invitation);
    TiscProcess.Ended joined = region.tisc(node, invitation + "\n", "network", "join", "-");
    assertThat(joined.exit()).as(joined.err()).isZero();
  }

  @Test
  void findsWhatIsBrokenAndTellsTheCure() throws IOException {
    ProcessNode beijing = region.node(0);
    ProcessNode broken = region.stranger("broken", "doctor-broken");
    assertThat(doctor(broken).exit()).isZero();
    assertThat(doctor(broken).has("NETWORK_NONE")).isTrue();
    join(broken);
    awaitFinding(broken, "PEER_GOOD jjj/beijing");
    Diagnosis well = doctor(broken);
    assertThat(well.exit()).as(well.json().toString()).isZero();
    assertThat(well.findings()).contains("PORTS_GOOD", "STORE_GOOD", "CLOCK_AGREES 3");

    // Stopped: its peers say so, and its folder is examined without it.
    broken.stop();
    awaitFinding(beijing, "PEER_REFUSES_CONNECTIONS jjj/broken");
    TiscProcess.Ended told = region.tisc(broken, "", "doctor");
    assertThat(told.exit()).isZero();
    assertThat(told.out()).contains("[NODE_STOPPED]", "tisc serve --home");

    Path key = broken.home().resolve("keys/jjj/tls.p12");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-rw----"));
    Diagnosis open = doctor(broken);
    assertThat(open.exit()).isEqualTo(1);
    assertThat(open.has("SECRET_OPEN " + key)).isTrue();
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));

    // Another node's port.
    Path file = broken.home().resolve("node.yaml");
    String good = Files.readString(file);
    String taken = beijing.url().substring("http://".length());
    String own = broken.url().substring("http://".length());
    Files.writeString(file, good.replace(own, taken));
    assertThat(doctor(broken).has("PORT_TAKEN " + taken)).isTrue();
    Files.writeString(file, good.replace("grpc:", "grpx:"));
    Diagnosis mistaken = doctor(broken);
    assertThat(mistaken.exit()).isEqualTo(1);
    assertThat(mistaken.has("CONFIGURATION_MISTAKE grpx")).isTrue();
    Files.writeString(file, good);

    broken.serve();
    awaitFinding(beijing, "PEER_GOOD jjj/broken");
    TiscProcess.Ended expelled =
        region.tisc(beijing, "", "network", "expel", "broken", "--network", "jjj");
    assertThat(expelled.exit()).as(expelled.err()).isZero();
    awaitFinding(broken, "MEMBERSHIP_ENDED jjj");
    assertThat(doctor(broken).exit()).isEqualTo(1);
    region.awaitWhole();
  }

  @Test
  void theOriginalAndItsRestoredCopyAreFoundByTheirPeersAndThemselves() throws IOException {
    region.secret(PASSPHRASE);
    ProcessNode original = region.stranger("twin", "doctor-twin");
    join(original);
    awaitFinding(region.node(0), "PEER_GOOD jjj/twin");
    Path folder = region.folder("doctor");
    TiscProcess.Ended made =
        region.tisc(
            original, PASSPHRASE, "backup", folder.toString(), "--passphrase-file", "-", "--json");
    assertThat(made.exit()).as(made.err()).isZero();
    Path home = folder.resolve("copy");
    ProcessNode place = region.moved(original, home);
    TiscProcess.Ended restored =
        region.tisc(
            place,
            PASSPHRASE,
            "restore",
            made.json().path("file").asString(""),
            "--passphrase-file",
            "-",
            "--json");
    assertThat(restored.exit()).as(restored.err()).isZero();
    ProcessNode copy = region.elsewhere(place);
    region.secret(copy.token());
    assertThat(copy.token()).isNotEqualTo(original.token());
    try {
      copy.serve();
      awaitFinding(region.node(0), "PEER_TWICE jjj/twin");
      awaitFinding(region.node(1), "PEER_TWICE jjj/twin");
      awaitFinding(original, "THIS_NODE_TWICE jjj/twin");
      awaitFinding(copy, "THIS_NODE_TWICE jjj/twin");
      assertThat(Files.readString(region.node(0).home().resolve("audit/audit.log")))
          .contains("MEMBER_TWICE");
      assertThat(region.tisc(region.node(0), "", "status").out()).contains("PEER_TWICE");
    } finally {
      copy.stop();
      TiscProcess.Ended expelled =
          region.tisc(region.node(0), "", "network", "expel", "twin", "--network", "jjj");
      assertThat(expelled.exit()).as(expelled.err()).isZero();
      region.awaitWhole();
    }
  }
}
