package org.tisc.node.doctor;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.error.TiscException;
import org.tisc.node.config.ConfigReader;
import org.tisc.node.config.NodeConfig;
import org.tisc.node.web.Json;
import tools.jackson.databind.node.ObjectNode;

/** What the command finds in a home folder, whether or not its node runs. Stateless. */
public final class Doctor {
  private static final String LOCK = "node.lock";

  private Doctor() {}

  /**
   * Examines a home folder; a folder without a readable configuration is a finding, no failure.
   * Blocks on local disk, for as long as reading database and newest audit file takes.
   *
   * @param running what the running node answered at {@code /api/v1/doctor}; empty where none
   *     answers
   * @return node, running, at, worst, findings
   */
  public static ObjectNode examine(Path home, Optional<ObjectNode> running) {
    Path root = home.toAbsolutePath().normalize();
    Instant now = Instant.now();
    NodeConfig config;
    try {
      config = ConfigReader.read(root);
    } catch (TiscException refused) {
      List<Finding> found = new ArrayList<>(HomeExamination.mistakes(root, refused));
      found.addAll(MachineCheck.of(MachineCheck.Facts.ofThisProcess()));
      return merged(running, Diagnosis.answer("", false, now, found));
    }
    HomeExamination examination = new HomeExamination(config, now).common().files();
    List<Finding> found;
    boolean held = running.isPresent() || held(root.resolve(LOCK));
    if (held) {
      found = new ArrayList<>(examination.found());
      if (running.isEmpty()) {
        found.add(Finding.naming(FindingCode.NODE_SILENT, config.localUrl()));
      }
    } else {
      found = new ArrayList<>(examination.stopped().found());
      found.add(Finding.of(FindingCode.NODE_STOPPED).curedBy("tisc serve --home " + root));
    }
    return merged(running, Diagnosis.answer(config.node().id().value(), held, now, found));
  }

  private static ObjectNode merged(Optional<ObjectNode> running, Diagnosis.Answer offline) {
    ObjectNode own = Json.mapper().valueToTree(offline);
    return running.map(answer -> Diagnosis.merged(answer, own)).orElse(own);
  }

  /** Whether a process serves the node: it holds this lock for as long as it runs. */
  private static boolean held(Path lock) {
    if (Files.notExists(lock)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
        FileLock taken = channel.tryLock()) {
      return taken == null;
    } catch (OverlappingFileLockException sameProcess) {
      return true;
    } catch (IOException e) {
      // Whoever may not open it belongs to another user, and so does the node.
      return false;
    }
  }

  /** Every code with its sentence and cure in both languages, as a table for the manual. */
  public static String markdownTable() {
    return FindingTable.markdown();
  }
}
