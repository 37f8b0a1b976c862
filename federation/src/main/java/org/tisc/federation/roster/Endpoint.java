package org.tisc.federation.roster;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * Where a node can be dialled.
 *
 * @param host a host name, an IPv4 address, or an IPv6 address without brackets
 * @param port 0 to 65535; 0 only for an address to bind, where it means any free port
 */
public record Endpoint(String host, int port) {
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:-]{1,253}");
  private static final Pattern TEXT =
      Pattern.compile("(\\[([0-9A-Fa-f:.]+)]|[^:\\[\\]]+):(\\d{1,5})");

  public Endpoint {
    if (!HOST.matcher(host).matches() || port < 0 || port > 65_535) {
      throw invalid(host + ":" + port);
    }
  }

  /** Reads {@code host:port} or {@code [ipv6]:port}. Raises INVALID_ARGUMENT on anything else. */
  public static Endpoint parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw invalid(text);
    }
    String ipv6 = matcher.group(2);
    return new Endpoint(ipv6 == null ? matcher.group(1) : ipv6, Integer.parseInt(matcher.group(3)));
  }

  private static TiscException invalid(String text) {
    return new TiscException(
        Reason.INVALID_ARGUMENT,
        "An endpoint is host:port; this is not: " + text.substring(0, Math.min(text.length(), 80)));
  }

  @Override
  public String toString() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
