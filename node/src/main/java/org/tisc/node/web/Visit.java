package org.tisc.node.web;

import java.util.Optional;

/**
 * What ties a browser's forms to the pages they came with: the session of somebody signed in, else
 * a random visit that the first page sets as a cookie. The form token is derived from it.
 */
final class Visit {
  private final JettyExchange exchange;
  private Optional<String> session;
  private final Optional<String> known;
  private final String fresh = Secrets.fresh();

  Visit(JettyExchange exchange) {
    this.exchange = exchange;
    this.session = exchange.session();
    this.known =
        exchange.header("Cookie").flatMap(header -> Cookies.visitIn(header, exchange.secure()));
  }

  private boolean signedIn() {
    return session.isPresent() && !exchange.caller().equals(Caller.ANONYMOUS);
  }

  private String formToken() {
    return Secrets.formToken(signedIn() ? session.orElse("") : known.orElse(fresh));
  }

  /** The session's new id, for the forms of the page that tells it to the browser. */
  void renewed(String id) {
    this.session = Optional.of(id);
  }

  /** The cookie that a page must set so that its forms work, or empty when the browser has one. */
  Optional<String> cookie() {
    return signedIn() || known.isPresent()
        ? Optional.empty()
        : Optional.of(Cookies.visit(fresh, exchange.secure()));
  }

  /** Whether a token is the one that this browser's pages carry. */
  boolean accepts(String token) {
    return (signedIn() || known.isPresent()) && Secrets.same(token, formToken());
  }

  Frame.Visitor visitor() {
    return new Frame.Visitor(
        exchange.locale(), exchange.caller(), formToken(), exchange.location());
  }
}
