package org.tisc.node.doctor;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The node's folders and the room on their disks. */
final class DiskCheck {
  private static final long MEGABYTE = 1L << 20;
  // A merge of an index needs room for a copy of its largest part.
  private static final long LOW = 2_048 * MEGABYTE;
  // Less than what a burst of audit entries, a roster and a small import write.
  private static final long FULL = 200 * MEGABYTE;

  private DiskCheck() {}

  /**
   * One folder.
   *
   * @param exists whether it is there
   * @param writable whether this user may write to it
   * @param disk names the disk, so that one disk is told once
   * @param freeBytes room for this user; empty where it cannot be told
   */
  record Folder(Path path, boolean exists, boolean writable, String disk, OptionalLong freeBytes) {
    static Folder of(Path path) {
      boolean exists = Files.isDirectory(path);
      if (!exists) {
        return new Folder(path, false, false, "", OptionalLong.empty());
      }
      try {
        FileStore disk = Files.getFileStore(path);
        return new Folder(
            path,
            true,
            Files.isWritable(path),
            disk.toString(),
            OptionalLong.of(disk.getUsableSpace()));
      } catch (IOException e) {
        return new Folder(path, true, false, "", OptionalLong.empty());
      }
    }
  }

  static List<Finding> of(List<Folder> folders) {
    List<Finding> found = new ArrayList<>();
    Map<String, Folder> disks = new TreeMap<>();
    for (Folder folder : folders) {
      if (!folder.exists()) {
        found.add(
            Finding.naming(FindingCode.FOLDER_MISSING, folder.path())
                .curedBy("mkdir -m 700 " + folder.path()));
      } else if (!folder.writable()) {
        found.add(Finding.naming(FindingCode.FOLDER_NOT_WRITABLE, folder.path()));
      }
      if (folder.freeBytes().isPresent()) {
        disks.putIfAbsent(folder.disk(), folder);
      }
    }
    for (Folder folder : disks.values()) {
      long free = folder.freeBytes().orElseThrow();
      if (free < LOW) {
        found.add(
            Finding.naming(
                free < FULL ? FindingCode.DISK_FULL : FindingCode.DISK_LOW,
                folder.path(),
                free / MEGABYTE));
      }
    }
    if (found.isEmpty()) {
      found.add(Finding.of(FindingCode.DISK_GOOD));
    }
    return found;
  }
}
