package org.tisc.deploy.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tisc.deploy.sample.SampleKind;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** The user's own files instead of the sample: which node gets which, and what is in them. */
final class DataFiles {
  private static final Pattern PART = Pattern.compile("part-(\\d{1,9}).*");
  private static final Pattern KIND = Pattern.compile("\"kind\"\\s*:\\s*\"([A-Z_]{1,40})\"");

  private DataFiles() {}

  /**
   * Deals the files of a folder, by name: {@code part-0…} to node 0, {@code part-1…} to node 1 and
   * so on, all others in turn. Hidden files and folders are left out. Raises NOT_FOUND where no
   * file is left.
   *
   * @return one list of files for each node
   */
  static List<List<Path>> deal(Path folder, int nodes) {
    List<List<Path>> dealt = new ArrayList<>();
    for (int node = 0; node < nodes; node++) {
      dealt.add(new ArrayList<>());
    }
    int turn = 0;
    for (Path file : files(folder)) {
      Optional<Integer> part = part(String.valueOf(file.getFileName()), nodes);
      dealt.get(part.isPresent() ? part.get() : turn++ % nodes).add(file);
    }
    return dealt;
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> members = Files.list(folder)) {
      List<Path> files =
          members
              .filter(Files::isRegularFile)
              .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
              .sorted()
              .toList();
      if (files.isEmpty()) {
        throw new TiscException(Reason.NOT_FOUND, "--data: no files in " + folder);
      }
      return files;
    } catch (IOException e) {
      throw new TiscException(Reason.NOT_FOUND, "--data: cannot read the folder " + folder, e);
    }
  }

  /**
   * The node that a name asks for: the longest run of digits behind {@code part-} that is the
   * number of a node written without needless zeros, so that {@code part-01} belongs to node 0 like
   * all {@code part-0*}. A first digit beyond the last node counts round.
   */
  static Optional<Integer> part(String name, int nodes) {
    Matcher matcher = PART.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String digits = matcher.group(1);
    if (digits.startsWith("0")) {
      return Optional.of(0);
    }
    for (int length = digits.length(); length >= 1; length--) {
      int number = Integer.parseInt(digits.substring(0, length));
      if (number < nodes) {
        return Optional.of(number);
      }
    }
    return Optional.of((digits.charAt(0) - '0') % nodes);
  }

  /** The number of nodes that the names of a folder's files ask for; 0 where none is a part. */
  static int parts(Path folder) {
    return files(folder).stream()
        .map(file -> PART.matcher(String.valueOf(file.getFileName())))
        .filter(Matcher::matches)
        .mapToInt(part -> part.group(1).charAt(0) - '0' + 1)
        .max()
        .orElse(0);
  }

  /**
   * The kinds of documents in a file: of JSON Lines each kind that a line names, else patents,
   * which is what offices and vendors deliver.
   */
  static Set<SampleKind> kinds(Path file) {
    if (!lines(file)) {
      return EnumSet.of(SampleKind.PATENT);
    }
    Set<SampleKind> kinds = EnumSet.noneOf(SampleKind.class);
    // One character per byte: what is no UTF-8 is for the node to reject, line by line.
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        kind(line).ifPresent(kinds::add);
      }
    } catch (IOException e) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "cannot read " + file, e);
    }
    return kinds.isEmpty() ? EnumSet.of(SampleKind.PATENT) : kinds;
  }

  /** Whether a file is JSON Lines, by its name. */
  static boolean lines(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return name.endsWith(".jsonl") || name.endsWith(".ndjson");
  }

  /** The kind that a line names first. */
  static Optional<SampleKind> kind(String line) {
    Matcher matcher = KIND.matcher(line);
    while (matcher.find()) {
      for (SampleKind kind : SampleKind.values()) {
        if (kind.name().equals(matcher.group(1))) {
          return Optional.of(kind);
        }
      }
    }
    return Optional.empty();
  }
}
