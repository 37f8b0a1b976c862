package org.tisc.node.doctor;

import java.lang.management.ManagementFactory;
import java.lang.module.ModuleFinder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Java, memory and open files of a process. */
final class MachineCheck {
  private static final int JAVA = 25;
  private static final long MEGABYTE = 1L << 20;
  // An index of a million documents is searched with less, but not while one is imported.
  private static final long LEAST_HEAP = 384 * MEGABYTE;
  // Each segment of an index holds a dozen files, each peer two connections.
  private static final long LEAST_FILES = 4096;

  /** Modules without which parts of a node fail only when they are first used. */
  private static final List<String> MODULES =
      List.of("java.sql", "java.net.http", "java.naming", "java.management", "jdk.unsupported");

  private MachineCheck() {}

  /**
   * What is known of a process.
   *
   * @param java feature release of Java
   * @param missing needed modules that it lacks
   * @param maxHeapBytes the most memory it may use
   * @param openFiles how many files it may open; empty where the system does not tell
   */
  record Facts(int java, List<String> missing, long maxHeapBytes, OptionalLong openFiles) {
    /** Those of this process. */
    static Facts ofThisProcess() {
      return new Facts(
          Runtime.version().feature(),
          MODULES.stream().filter(name -> ModuleFinder.ofSystem().find(name).isEmpty()).toList(),
          Runtime.getRuntime().maxMemory(),
          limit());
    }

    private static OptionalLong limit() {
      return ManagementFactory.getOperatingSystemMXBean()
              instanceof com.sun.management.UnixOperatingSystemMXBean unix
          ? OptionalLong.of(unix.getMaxFileDescriptorCount())
          : OptionalLong.empty();
    }
  }

  static List<Finding> of(Facts facts) {
    List<Finding> found = new ArrayList<>();
    if (facts.java() < JAVA) {
      found.add(Finding.naming(FindingCode.JAVA_TOO_OLD, facts.java(), JAVA));
    }
    for (String module : facts.missing()) {
      found.add(Finding.naming(FindingCode.JAVA_MODULE_MISSING, module));
    }
    if (found.isEmpty()) {
      found.add(Finding.naming(FindingCode.JAVA_GOOD, facts.java()));
    }
    if (facts.maxHeapBytes() < LEAST_HEAP) {
      found.add(
          Finding.naming(
                  FindingCode.MEMORY_LOW, facts.maxHeapBytes() / MEGABYTE, LEAST_HEAP / MEGABYTE)
              .curedBy("TISC_JAVA_OPTIONS=-Xmx1g"));
    }
    facts
        .openFiles()
        .ifPresent(
            limit -> {
              if (limit < LEAST_FILES) {
                found.add(
                    Finding.naming(FindingCode.OPEN_FILES_LOW, limit, LEAST_FILES)
                        .curedBy("LimitNOFILE=65536"));
              }
            });
    return found;
  }
}
