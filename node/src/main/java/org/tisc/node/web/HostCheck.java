package org.tisc.node.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * Which hosts and origins a request may name. A page of another site whose name was pointed at this
 * machine (DNS rebinding) still sends its own name, and a form of another site its own origin.
 */
final class HostCheck {
  /** Digits and colons, two at least: nothing that a name service would be asked for. */
  private static final Pattern ADDRESS = Pattern.compile("[0-9a-f.]*:[0-9a-f.]*:[0-9a-f:.]*");

  private final Set<String> names =
      new HashSet<>(Set.of("localhost", "127.0.0.1", "[0:0:0:0:0:0:0:1]"));
  private final Supplier<List<String>> certified;

  /**
   * Names of this node.
   *
   * @param listening the address it is bound to
   * @param own further names and addresses, without port
   * @param certified the names that the certificate in use is for
   */
  HostCheck(String listening, List<String> own, Supplier<List<String>> certified) {
    names.add(plain(listening));
    own.forEach(name -> names.add(plain(name)));
    this.certified = certified;
  }

  /** Raises {@code INVALID_ARGUMENT} unless the Host header names this node. */
  void requireOwnHost(Optional<String> host) {
    String name = host.map(HostCheck::withoutPort).orElse("");
    String plain = plain(name);
    if (!names.contains(plain)
        && certified.get().stream().noneMatch(other -> plain(other).equals(plain))) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "Host names '" + Shown.text(name) + "', which is not a name of this node");
    }
  }

  /**
   * Raises {@code DENIED} when the browser says that another site sent the request.
   *
   * @param secure whether it came over HTTPS; over plain HTTP a proxy on this machine may have
   *     spoken HTTPS with the browser, so both schemes are our own
   */
  static void requireOwnOrigin(
      Optional<String> host, Optional<String> origin, Optional<String> fetchSite, boolean secure) {
    boolean otherSite =
        fetchSite.filter(site -> !site.equals("same-origin") && !site.equals("none")).isPresent();
    boolean otherOrigin =
        origin
            .filter(
                value ->
                    !value.equals("https://" + host.orElse(""))
                        && (secure || !value.equals("http://" + host.orElse(""))))
            .isPresent();
    if (otherSite || otherOrigin) {
      throw new TiscException(Reason.DENIED, "the request comes from a page of another site");
    }
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }

  /** Lower case, and for addresses of IPv6 one way of writing out of many. */
  private static String plain(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    String bare =
        lower.startsWith("[") && lower.endsWith("]")
            ? lower.substring(1, lower.length() - 1)
            : lower;
    if (!ADDRESS.matcher(bare).matches()) {
      return lower;
    }
    try {
      return "[" + InetAddress.getByName(bare).getHostAddress() + "]";
    } catch (UnknownHostException e) {
      return lower;
    }
  }
}
