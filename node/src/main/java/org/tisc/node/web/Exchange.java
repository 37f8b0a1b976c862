package org.tisc.node.web;

import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One request, already authenticated and authorised. Used by one thread. */
public interface Exchange {
  /** The id that stands in the log and in problems for this request. */
  String requestId();

  /** Who is calling. */
  Caller caller();

  /** The language of the answer: {@code zh} or {@code en}, from cookie, then Accept-Language. */
  Locale locale();

  /** The value of a {@code {name}} segment, percent-decoded. */
  String path(String name);

  /** The first value of a query parameter or form field, decoded; empty when absent or blank. */
  Optional<String> parameter(String name);

  /** All values of a query parameter or form field. */
  List<String> parameters(String name);

  /** The first value of a header. */
  Optional<String> header(String name);

  /** The body as it comes, unbounded: for streams that the handler bounds itself. */
  InputStream body();

  /**
   * The body as JSON, at most 4 MiB. Unknown fields are ignored. Raises {@code INVALID_ARGUMENT}
   * naming the position when it is not JSON of that shape, {@code TOO_LARGE} over the bound.
   */
  <T> T json(Class<T> type);

  /** Whether the client hung up; long handlers ask now and then. */
  boolean abandoned();

  /** Whether the request came over HTTPS; decides the names and flags of cookies. */
  default boolean secure() {
    return false;
  }

  /** The address of the other end of the connection, for audit and throttling. */
  default String address() {
    return "unknown";
  }

  /** The browser session that the request names, valid or not. */
  default Optional<String> session() {
    return header("Cookie").flatMap(cookies -> Cookies.sessionIn(cookies, secure()));
  }
}
