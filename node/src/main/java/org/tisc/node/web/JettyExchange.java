package org.tisc.node.web;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** A request of Jetty's as features see it. Used by the request's thread. */
final class JettyExchange implements Exchange {
  private static final int MAX_JSON_BYTES = 4 * 1024 * 1024;
  private static final int MAX_FORM_BYTES = 256 * 1024;
  private static final String FORM = "application/x-www-form-urlencoded";

  private final Request request;
  private final String requestId;
  private final Locale locale;
  private static final long MAX_DISCARDED_BYTES = 8L * 1024 * 1024;

  private final ClientStream body;
  private Caller caller = Caller.ANONYMOUS;
  private Map<String, String> path = Map.of();
  private @Nullable Map<String, List<String>> fields;

  JettyExchange(Request request, String requestId) {
    this.request = request;
    this.requestId = requestId;
    this.locale = Languages.of(header("Cookie"), header("Accept-Language"));
    this.body = new ClientStream(Request.asInputStream(request));
    request.addFailureListener(failure -> body.fail());
    // A handler that works without reading or writing is not an idle connection.
    request.addIdleTimeoutListener(timeout -> false);
  }

  void authenticated(Caller known) {
    this.caller = known;
  }

  void matched(Map<String, String> parameters) {
    this.path = parameters;
  }

  @Override
  public String requestId() {
    return requestId;
  }

  @Override
  public Caller caller() {
    return caller;
  }

  @Override
  public Locale locale() {
    return locale;
  }

  @Override
  public String path(String name) {
    String value = path.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no parameter " + name);
    }
    return value;
  }

  @Override
  public Optional<String> parameter(String name) {
    return parameters(name).stream().findFirst().filter(value -> !value.isBlank());
  }

  @Override
  public List<String> parameters(String name) {
    Map<String, List<String>> known = fields;
    if (known == null) {
      FormDecoder decoder = new FormDecoder();
      Optional.ofNullable(request.getHttpURI().getQuery()).ifPresent(decoder::add);
      if (isForm()) {
        decoder.add(new String(bounded(MAX_FORM_BYTES, "a form"), StandardCharsets.ISO_8859_1));
      }
      known = decoder.fields();
      fields = known;
    }
    return known.getOrDefault(name, List.of());
  }

  boolean isForm() {
    return contentType().equals(FORM);
  }

  private String contentType() {
    String value = header("Content-Type").orElse("");
    int semicolon = value.indexOf(';');
    return (semicolon < 0 ? value : value.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(request.getHeaders().get(name));
  }

  /**
   * Reads and drops what the client still sends, up to a bound: an answer that is sent while bytes
   * of the request wait unread would be lost with the connection.
   */
  void discardBody() {
    byte[] buffer = new byte[16 * 1024];
    try {
      for (long left = MAX_DISCARDED_BYTES; left > 0; ) {
        int count = body.read(buffer);
        if (count < 0) {
          return;
        }
        left -= count;
      }
    } catch (IOException gone) {
      // Who hung up waits for no answer.
      return;
    }
  }

  @Override
  public InputStream body() {
    return body;
  }

  @Override
  public <T> T json(Class<T> type) {
    String contentType = contentType();
    if (!contentType.isEmpty()
        && !contentType.equals("application/json")
        && !contentType.endsWith("+json")) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "Content-Type must be application/json, not " + Shown.text(contentType));
    }
    return Json.read(new ByteArrayInputStream(bounded(MAX_JSON_BYTES, "a JSON body")), type);
  }

  private byte[] bounded(int maxBytes, String what) {
    long announced = request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH);
    if (announced > maxBytes) {
      throw tooLarge(maxBytes, what);
    }
    try {
      byte[] bytes = body.readNBytes(maxBytes + 1);
      if (bytes.length > maxBytes) {
        throw tooLarge(maxBytes, what);
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TiscException tooLarge(int maxBytes, String what) {
    return new TiscException(Reason.TOO_LARGE, what + " has at most " + maxBytes + " bytes");
  }

  @Override
  public boolean abandoned() {
    return body.failed() || !request.getConnectionMetaData().getConnection().getEndPoint().isOpen();
  }

  @Override
  public boolean secure() {
    return request.isSecure();
  }

  @Override
  public String address() {
    return String.valueOf(Request.getRemoteAddr(request));
  }

  /** Path and query as the client wrote them. */
  String location() {
    return request.getHttpURI().getPathQuery();
  }
}
