package org.tisc.node.document;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Claims as one text, cut where a line begins with the number that comes next. */
public final class ClaimList {
  private static final Pattern NUMBERED =
      Pattern.compile("(?m)^[ \\t\\u3000]*(\\d{1,4})[ \\t]*[.．、:：)）](?!\\d)[ \\t\\u3000]*");

  private ClaimList() {}

  /** One claim without its number, which is its place in the list, counted from 1. */
  public record Claim(int number, String text) {}

  /**
   * The claims; none for a text that does not begin with claim 1, so that it is shown as it is. A
   * numbered line out of turn belongs to the claim before it.
   */
  public static List<Claim> of(String text) {
    Matcher line = NUMBERED.matcher(text);
    List<Claim> claims = new ArrayList<>();
    int begun = -1;
    while (line.find()) {
      int next = claims.size() + (begun < 0 ? 1 : 2);
      if (Integer.parseInt(line.group(1)) != next) {
        continue;
      }
      if (begun < 0 && !text.substring(0, line.start()).isBlank()) {
        return List.of();
      }
      if (begun >= 0) {
        claims.add(new Claim(claims.size() + 1, text.substring(begun, line.start()).strip()));
      }
      begun = line.end();
    }
    if (begun >= 0) {
      claims.add(new Claim(claims.size() + 1, text.substring(begun).strip()));
    }
    return List.copyOf(claims);
  }
}
