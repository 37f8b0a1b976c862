package org.tisc.node;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.audit.AuditCheckpoint;
import org.tisc.federation.audit.AuditComparison;
import org.tisc.federation.audit.AuditLog;
import org.tisc.federation.identity.KeyHash;
import org.tisc.node.config.NodeConfig;
import org.tisc.node.web.Json;
import tools.jackson.databind.node.ObjectNode;

/** Makes the answer of {@code audit verify}. */
final class AuditVerdict {
  private AuditVerdict() {}

  static ObjectNode ofHome(NodeConfig config, Optional<Path> checkpoints) {
    Optional<WitnessFile> kept = checkpoints.map(WitnessFile::read);
    Optional<Boolean> rootKnown = kept.map(file -> file.requireOf(config, checkpoints.get()));
    ObjectNode answer =
        answer(
            AuditLog.verify(
                config.resolve(config.folders().audit()).resolve("audit.log"), told(kept)),
            kept);
    rootKnown.ifPresent(
        known -> answer.withObject("checkpoints").put("rootKnown", known.booleanValue()));
    return answer;
  }

  static ObjectNode ofExport(Path file, Optional<Path> checkpoints) {
    Optional<WitnessFile> kept = checkpoints.map(WitnessFile::read);
    return answer(AuditLog.verifyExport(file, told(kept)), kept);
  }

  private static List<AuditCheckpoint> told(Optional<WitnessFile> kept) {
    return kept.map(WitnessFile::checkpoints).orElse(List.of());
  }

  private static ObjectNode answer(AuditComparison found, Optional<WitnessFile> kept) {
    ObjectNode answer =
        Json.mapper()
            .createObjectNode()
            .put("entries", found.log().entries())
            .put("valid", found.log().valid())
            .put("first", found.log().first());
    found.log().firstBad().ifPresent(bad -> answer.put("firstBad", bad));
    kept.ifPresent(
        file ->
            answer
                .putObject("checkpoints")
                .put("network", file.network().value())
                .put("origin", file.origin().value())
                .put("keptBy", file.keptBy().value())
                .put("rootKeyHash", KeyHash.of(file.root().getPublicKey()).hex())
                .put("count", file.checkpoints().size())
                .put("agreed", found.agreed())
                .put("trimmed", found.trimmed()));
    found
        .contradiction()
        .ifPresent(
            failed ->
                answer
                    .putObject("contradiction")
                    .put("finding", failed.finding().name())
                    .put("size", failed.checkpoint().size())
                    .put("head", failed.checkpoint().head())
                    .put("at", failed.checkpoint().at().toString()));
    return answer;
  }
}
