package org.tisc.federation.policy;

/** Text that somebody typed, made fit for one line of a message. */
final class Quoted {
  private static final int MAX = 80;

  private Quoted() {}

  static String of(String text) {
    String line = text.replaceAll("\\p{C}", "?");
    return line.substring(0, Math.min(line.length(), MAX));
  }
}
