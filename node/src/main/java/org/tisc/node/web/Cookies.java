package org.tisc.node.web;

import java.time.Duration;
import java.util.Optional;

/**
 * The node's three cookies, none readable by script: the browser session, the form visit of
 * somebody not signed in, and the chosen language. Over HTTPS the first two carry the {@code
 * __Host-} prefix (RFC 6265bis), which browsers accept with Secure alone; over plain HTTP, on
 * loopback only, neither is possible.
 */
public final class Cookies {
  static final String LANGUAGE = "tisc-language";

  private static final String SESSION = "tisc-session";
  private static final String VISIT = "tisc-visit";
  private static final String HOST_PREFIX = "__Host-";

  private Cookies() {}

  /** The value of a Set-Cookie header that begins a session; it ends with the browser. */
  public static String session(String id, boolean secure) {
    return strict(name(SESSION, secure), id, secure);
  }

  /** The value of a Set-Cookie header that ends a session in the browser. */
  public static String noSession(boolean secure) {
    return strict(name(SESSION, secure), "", secure) + "; Max-Age=0";
  }

  /** The session that a Cookie header names. */
  public static Optional<String> sessionIn(String header, boolean secure) {
    return find(header, name(SESSION, secure));
  }

  static String visit(String id, boolean secure) {
    return strict(name(VISIT, secure), id, secure);
  }

  static Optional<String> visitIn(String header, boolean secure) {
    return find(header, name(VISIT, secure));
  }

  static String language(String language, boolean secure) {
    return LANGUAGE
        + "="
        + language
        + "; Path=/; HttpOnly; SameSite=Lax; Max-Age="
        + Duration.ofDays(365).toSeconds()
        + (secure ? "; Secure" : "");
  }

  /** A cookie's value in a Cookie header; the first one counts. */
  static Optional<String> find(String header, String name) {
    for (String pair : header.split(";", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
        String value = unquoted(pair.substring(equals + 1).strip());
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
      }
    }
    return Optional.empty();
  }

  /** RFC 6265 §4.1.1: quotes around a value are allowed and mean nothing. */
  private static String unquoted(String value) {
    return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
        ? value.substring(1, value.length() - 1)
        : value;
  }

  private static String name(String plain, boolean secure) {
    return secure ? HOST_PREFIX + plain : plain;
  }

  private static String strict(String name, String value, boolean secure) {
    return name + "=" + value + "; Path=/; HttpOnly; SameSite=Strict" + (secure ? "; Secure" : "");
  }
}
