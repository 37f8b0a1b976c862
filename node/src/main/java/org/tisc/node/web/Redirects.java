package org.tisc.node.web;

import java.util.Optional;

/** Which places a request may ask to be sent to: paths of this node only. */
public final class Redirects {
  private static final int MAX_LENGTH = 2_000;

  private Redirects() {}

  /** The wanted place if it is a path of this node, else the other one. */
  public static String local(Optional<String> wanted, String otherwise) {
    return wanted.filter(Redirects::local).orElse(otherwise);
  }

  /** Browsers read a backslash as a slash and drop control characters, so neither may occur. */
  static boolean local(String location) {
    return location.startsWith("/")
        && !location.startsWith("//")
        && location.length() <= MAX_LENGTH
        && location.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\');
  }
}
