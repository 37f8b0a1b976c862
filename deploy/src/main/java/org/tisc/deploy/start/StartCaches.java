package org.tisc.deploy.start;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The caches of this distribution, where they were made. */
public final class StartCaches {
  /** The property by which the launcher names the folder of the caches. */
  static final String FOLDER = "tisc.aot";

  /** What a node loads. */
  static final String NODE = "node.aot";

  /** What a command loads. */
  static final String COMMAND = "command.aot";

  private StartCaches() {}

  /**
   * Options for the Java machine of a node that is started without the launcher; none where there
   * is no cache. One that does not fit is passed over without a word, as the launcher has it.
   */
  public static List<String> ofNode() {
    String folder = System.getProperty(FOLDER, "");
    Path cache = Path.of(folder, NODE);
    return folder.isEmpty() || !Files.isReadable(cache)
        ? List.of()
        : List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off", "-Xlog:cds*=off");
  }
}
