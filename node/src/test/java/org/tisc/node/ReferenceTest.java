package org.tisc.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.audit.AuditEventType;
import org.tisc.node.cli.NodeHome;
import org.tisc.node.doctor.Doctor;

/**
 * The references in the repository are those of the code. With {@code -Dtisc.write=true} they are
 * written instead.
 */
class ReferenceTest {
  @Test
  void routes(@TempDir Path home) throws IOException {
    Map<String, String> values =
        Map.of(
            "node.id",
            "reference",
            "node.name_zh",
            "参考",
            "http.bind",
            "127.0.0.1:" + freePort(),
            "grpc.bind",
            "127.0.0.1:" + freePort());
    try (Node node = Node.start(NodeHome.create(home, values), "0")) {
      same(
          "http.md",
          """
          # HTTP routes / HTTP 路由

          Made from the code; every route of a node. A caller needs one of the roles, by bearer token or signed in;
          a route that is not listed does not exist. Failures are `application/problem+json` (RFC 9457) with a stable `reason`.

          """
              + node.routes());
    }
  }

  @Test
  void auditEvents() throws IOException {
    same(
        "audit-events.md",
        """
        # Audit events / 审计事件

        Made from the code; every event that `audit/audit.log` may hold. No event holds the text of a query or a secret.

        """
            + AuditEventType.markdownTable());
  }

  @Test
  void findings() throws IOException {
    same(
        "findings.md",
        """
        # Findings / 诊断结果

        Made from the code; everything that `tisc doctor`, `/api/v1/doctor` and the page 诊断 can find. Codes are stable. `…`
        stands for what a finding names.
        """
            + Doctor.markdownTable());
  }

  private static void same(String name, String text) throws IOException {
    Path file = Path.of(System.getProperty("tisc.root", "..")).resolve("deploy").resolve(name);
    if (Boolean.getBoolean("tisc.write")) {
      Files.writeString(file, text);
    }
    assertThat(file).content().isEqualTo(text);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
