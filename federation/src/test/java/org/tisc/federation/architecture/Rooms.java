package org.tisc.federation.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The packages of one module and the arrows between them, read from its compiled classes: every
 * class that a constant pool names counts, also in descriptors and signatures.
 */
public final class Rooms {
  private static final Pattern TYPE = Pattern.compile("L([a-zA-Z0-9_/$]+)[;<]");

  private final String root;
  private final Map<String, Set<String>> uses = new TreeMap<>();

  private Rooms(String root) {
    this.root = root;
  }

  /**
   * Reads a module.
   *
   * @param classes its folder of compiled classes
   * @param root the package that all its rooms stand in
   */
  public static Rooms read(Path classes, String root) {
    Rooms rooms = new Rooms(root);
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
        rooms.add(ClassFile.of().parse(file));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return rooms;
  }

  private void add(ClassModel model) {
    String from = packageOf(model.thisClass().asInternalName());
    if (!inside(from)) {
      return;
    }
    Set<String> used = uses.computeIfAbsent(from, _ -> new TreeSet<>());
    for (PoolEntry entry : model.constantPool()) {
      switch (entry) {
        case ClassEntry type -> {
          String name = type.asInternalName();
          if (name.startsWith("[")) {
            addTypes(used, name);
          } else {
            used.add(packageOf(name));
          }
        }
        case Utf8Entry text -> addTypes(used, text.stringValue());
        default -> {
          // Numbers and strings name no class.
        }
      }
    }
    used.remove(from);
  }

  private static void addTypes(Set<String> used, String descriptor) {
    Matcher types = TYPE.matcher(descriptor);
    while (types.find()) {
      used.add(packageOf(types.group(1)));
    }
  }

  private static String packageOf(String internalName) {
    int end = internalName.lastIndexOf('/');
    return end < 0 ? "" : internalName.substring(0, end).replace('/', '.');
  }

  private boolean inside(String name) {
    return name.equals(root) || name.startsWith(root + ".");
  }

  private String room(String name) {
    return name.equals(root) ? "root" : name.substring(root.length() + 1);
  }

  /** The rooms of the module, by name below the root; the root itself is {@code root}. */
  public Set<String> rooms() {
    Set<String> rooms = new TreeSet<>();
    uses.keySet().forEach(name -> rooms.add(room(name)));
    return rooms;
  }

  /** The arrows between rooms of this module, as {@code from -> to}. */
  public Set<String> arrows() {
    Set<String> arrows = new TreeSet<>();
    uses.forEach(
        (from, used) ->
            used.stream()
                .filter(to -> inside(to) && uses.containsKey(to))
                .forEach(to -> arrows.add(room(from) + " -> " + room(to))));
    return arrows;
  }

  /** The rooms that use a package outside the module whose name starts so. */
  public Set<String> users(String packagePrefix) {
    Set<String> users = new TreeSet<>();
    uses.forEach(
        (from, used) -> {
          if (used.stream()
              .anyMatch(to -> to.equals(packagePrefix) || to.startsWith(packagePrefix + "."))) {
            users.add(room(from));
          }
        });
    return users;
  }

  /** One cycle of arrows, as the rooms on it; empty when there is none. */
  public List<String> cycle() {
    Map<String, Set<String>> next = new TreeMap<>();
    for (String arrow : arrows()) {
      String[] ends = arrow.split(" -> ");
      next.computeIfAbsent(ends[0], _ -> new TreeSet<>()).add(ends[1]);
    }
    Set<String> done = new TreeSet<>();
    for (String start : next.keySet()) {
      List<String> found = cycleFrom(start, next, new ArrayList<>(), done);
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }

  private static List<String> cycleFrom(
      String room, Map<String, Set<String>> next, List<String> path, Set<String> done) {
    int seen = path.indexOf(room);
    if (seen >= 0) {
      return List.copyOf(path.subList(seen, path.size()));
    }
    if (!done.contains(room)) {
      path.add(room);
      for (String to : next.getOrDefault(room, Set.of())) {
        List<String> found = cycleFrom(to, next, path, done);
        if (!found.isEmpty()) {
          return found;
        }
      }
      path.removeLast();
      done.add(room);
    }
    return List.of();
  }

  /** The arrows of a committed file: lines {@code from -> to : why}, comments start with a hash. */
  public static Map<String, String> listed(Path file) {
    Map<String, String> listed = new TreeMap<>();
    try {
      for (String line : Files.readAllLines(file)) {
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        String[] parts = line.split(" : ", 2);
        if (parts.length < 2 || parts[1].isBlank()) {
          throw new IllegalArgumentException("An arrow needs its reason: " + line);
        }
        listed.put(parts[0].strip(), parts[1].strip());
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return listed;
  }
}
