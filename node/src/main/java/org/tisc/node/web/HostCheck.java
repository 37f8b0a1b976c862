package org.tisc.node.web;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * Which hosts and origins a request may name. A page of another site whose name was pointed at this
 * machine (DNS rebinding) still sends its own name, and a form of another site its own origin.
 */
final class HostCheck {
  private final Set<String> names = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));

  HostCheck(String listening, List<String> own) {
    names.add(listening.contains(":") ? "[" + listening + "]" : lower(listening));
    own.forEach(name -> names.add(lower(name)));
  }

  /** Raises {@code INVALID_ARGUMENT} unless the Host header names this node. */
  void requireOwnHost(Optional<String> host) {
    String name = host.map(HostCheck::withoutPort).orElse("");
    if (!names.contains(lower(name))) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "Host names '" + Shown.text(name) + "', which is not a name of this node");
    }
  }

  /** Raises {@code DENIED} when the browser says that another site sent the request. */
  static void requireOwnOrigin(
      Optional<String> host, Optional<String> origin, Optional<String> fetchSite) {
    boolean otherSite =
        fetchSite.filter(site -> !site.equals("same-origin") && !site.equals("none")).isPresent();
    boolean otherOrigin =
        origin
            .filter(
                value ->
                    !value.equals("http://" + host.orElse(""))
                        && !value.equals("https://" + host.orElse("")))
            .isPresent();
    if (otherSite || otherOrigin) {
      throw new TiscException(Reason.DENIED, "the request comes from a page of another site");
    }
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
