package org.tisc.node.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.SecretFile;
import org.tisc.node.config.ConfigReader;
import org.tisc.node.config.ConfigText;
import org.tisc.node.config.HostPort;
import org.tisc.node.config.NodeConfig;

/** Makes the home folder of a new node. */
public final class NodeHome {

  private NodeHome() {}

  /**
   * Writes configuration, administrator's token and key passphrase (both mode 0600) and makes the
   * folders; where the HTTP side can be reached from outside and no certificate is named, also a
   * self-signed one. The configuration comes last, so an interrupted run can be repeated. Raises
   * ALREADY_EXISTS where a node lives already, INVALID_ARGUMENT where a value breaks a rule;
   * nothing is written then.
   *
   * @param values by key of the configuration, such as {@code node.id}
   */
  public static NodeConfig create(Path home, Map<String, String> values) {
    Path root = home.toAbsolutePath().normalize();
    Path file = root.resolve(NodeConfig.FILE);
    if (Files.exists(file)) {
      throw new TiscException(Reason.ALREADY_EXISTS, "a node lives in " + root + " already");
    }
    Map<String, String> whole = new LinkedHashMap<>(values);
    boolean selfSigned = needsCertificate(values);
    if (selfSigned) {
      whole.put("http.certificate_file", HomeCertificate.CERTIFICATE.toString());
      whole.put("http.key_file", HomeCertificate.KEY.toString());
    }
    String text = ConfigText.template(whole);
    NodeConfig config = ConfigReader.parse(root, text);
    try {
      Files.createDirectories(root);
      Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
      NodeConfig.Folders folders = config.folders();
      for (Path folder :
          new Path[] {
            folders.index(),
            folders.store(),
            folders.keys(),
            folders.audit(),
            folders.work(),
            folders.log()
          }) {
        Files.createDirectories(config.resolve(folder));
      }
      secret(config.resolve(config.secrets().adminTokenFile()));
      secret(config.resolve(config.secrets().keyPassphraseFile()));
      if (selfSigned) {
        HomeCertificate.make(root, config.http().bind(), config.http().ownNames());
      }
      Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw new TiscException(Reason.ALREADY_EXISTS, "a node lives in " + root + " already", e);
    } catch (IOException e) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "cannot write to " + root + ": " + e, e);
    }
    return config;
  }

  private static boolean needsCertificate(Map<String, String> values) {
    String bind = values.getOrDefault("http.bind", "");
    try {
      return !values.containsKey("http.certificate_file")
          && !bind.isEmpty()
          && !HostPort.parse(bind).loopback();
    } catch (IllegalArgumentException e) {
      // The reader of the configuration says what is wrong with it.
      return false;
    }
  }

  private static void secret(Path file) {
    if (!Files.exists(file)) {
      SecretFile.create(file);
    }
  }
}
