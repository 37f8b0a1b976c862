package org.tisc.node.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Temporary folders in memory where the system has a file system for that: for tests and
 * measurements that write much and are not about durability, so that they do not wait for the disk.
 */
public final class SharedMemory {
  private static final Path MOUNT = Path.of("/dev/shm");

  private SharedMemory() {}

  /** A fresh folder, which the caller removes. */
  public static Path createFolder() throws IOException {
    return Files.isWritable(MOUNT)
        ? Files.createTempDirectory(MOUNT, "tisc-test-")
        : Files.createTempDirectory("tisc-test-");
  }
}
