package org.tisc.node.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * The node's HTTP server: HTTP/1.1, over TLS with a certificate and else on a loopback address
 * only, one virtual thread per request. It serves the routes of one {@link RouteTable} and nothing
 * else.
 */
public final class WebServer implements AutoCloseable {
  private static final int MAX_HEADER_BYTES = 16 * 1024;
  private static final int MAX_CONNECTIONS = 1_000;
  private static final Duration GRACE = Duration.ofSeconds(5);

  private static final Duration CERTIFICATE_LOOKED_AT_EVERY = Duration.ofSeconds(5);

  private final WebConfig config;
  private final Optional<Https> https;
  private final Server server;
  private final ServerConnector connector;

  /**
   * Builds a server and seals the routes. Raises {@code INVALID_ARGUMENT} when the address is not a
   * loopback one and there is no certificate, {@code KEY_FILE_REFUSED} when its files cannot be
   * used.
   *
   * @param places the places of the page frame and the lines of the start page
   * @param refusals told of callers without the needed role
   * @param certificates told of every HTTPS certificate that is taken up
   */
  public WebServer(
      WebConfig config,
      RouteTable routes,
      Authenticator authenticator,
      Assets assets,
      Places places,
      RefusalListener refusals,
      Consumer<HttpsCertificate> certificates) {
    this.config = config;
    this.https =
        config.https().map(files -> new Https(files, CERTIFICATE_LOOKED_AT_EVERY, certificates));
    if (https.isEmpty()) {
      requireLoopback(config.host());
    }
    SecurityHeaders headers =
        new SecurityHeaders(() -> certificate().filter(one -> !one.selfSigned()).isPresent());
    assets.add(WebServer.class, "tisc.css").add(WebServer.class, "tisc.svg");
    assets.declare(routes);
    OwnRoutes.declare(routes, places);
    routes.seal();

    QueuedThreadPool threads = new QueuedThreadPool(16, 4);
    threads.setName("http");
    threads.setVirtualThreadsExecutor(
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory()));
    server = new Server(threads);
    Problems problems = new Problems();
    server.setErrorHandler(new JettyErrors(problems, headers));
    server.setHandler(
        new GracefulHandler(
            new WebHandler(
                routes,
                new Access(authenticator, refusals),
                new HostCheck(
                    config.host(),
                    config.names(),
                    () -> certificate().map(HttpsCertificate::names).orElse(List.of())),
                new ReplyWriter(new Pages(assets, places.entries()), problems),
                problems,
                headers,
                config.maxConcurrent())));
    server.setStopTimeout(GRACE.toMillis());
    connector = connector();
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, connector));
  }

  /** The same, with nobody to tell of certificates. */
  public WebServer(
      WebConfig config,
      RouteTable routes,
      Authenticator authenticator,
      Assets assets,
      Places places,
      RefusalListener refusals) {
    this(config, routes, authenticator, assets, places, refusals, certificate -> {});
  }

  /** Plain HTTP has no secret on the wire only where the wire is this machine. */
  private static void requireLoopback(String host) {
    try {
      if (!InetAddress.getByName(host).isLoopbackAddress()) {
        throw new TiscException(
            Reason.INVALID_ARGUMENT,
            "plain HTTP is served on a loopback address only, not on "
                + host
                + "; name a certificate in http.certificate_file and http.key_file ('tisc"
                + " certificate --make' makes one), or use 127.0.0.1");
      }
    } catch (UnknownHostException e) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "there is no address for host " + host, e);
    }
  }

  private ServerConnector connector() {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendXPoweredBy(false);
    http.setSendDateHeader(true);
    http.setRequestHeaderSize(MAX_HEADER_BYTES);
    // A redirect may carry what came in the address.
    http.setResponseHeaderSize(2 * MAX_HEADER_BYTES);
    http.setIdleTimeout(config.idleTimeout().toMillis());
    http.setRelativeRedirectAllowed(true);
    // Routes split the raw path before they decode it, so an encoded slash or percent sign is
    // only a character.
    http.setUriCompliance(
        UriCompliance.DEFAULT.with(
            "routes",
            UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
            UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING));
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    ServerConnector made =
        https
            .map(
                tls -> {
                  // Which host is called is for the check of the Host header to judge.
                  http.addCustomizer(new SecureRequestCustomizer(false));
                  return new ServerConnector(
                      server,
                      1,
                      1,
                      new SslConnectionFactory(tls.factory(), plain.getProtocol()),
                      plain);
                })
            .orElseGet(() -> new ServerConnector(server, 1, 1, plain));
    made.setHost(config.host());
    made.setPort(config.port());
    made.setIdleTimeout(config.idleTimeout().toMillis());
    return made;
  }

  /** Begins to serve. Raises {@code UNAVAILABLE} when the port is taken. */
  public void start() {
    try {
      server.start();
      https.ifPresent(Https::start);
    } catch (IOException e) {
      throw new TiscException(
          Reason.UNAVAILABLE,
          "cannot listen on " + config.host() + ":" + config.port() + ": " + e.getMessage(),
          e);
    } catch (Exception e) {
      throw new TiscException(Reason.INTERNAL, "the HTTP server did not start", e);
    }
  }

  /** The port it listens on, once started. */
  public int port() {
    return connector.getLocalPort();
  }

  /** Where it is reached, without slash at the end, such as {@code http://127.0.0.1:8080}. */
  public String url() {
    String host = config.host().contains(":") ? "[" + config.host() + "]" : config.host();
    return (https.isPresent() ? "https://" : "http://") + host + ":" + port();
  }

  /** The certificate that browsers are shown; empty over plain HTTP. */
  public Optional<HttpsCertificate> certificate() {
    return https.map(Https::certificate);
  }

  /** Turns new requests away, waits up to 5 s for those being answered, and stops. */
  @Override
  public void close() {
    https.ifPresent(Https::close);
    try {
      server.stop();
    } catch (Exception e) {
      throw new TiscException(Reason.INTERNAL, "the HTTP server did not stop in order", e);
    }
  }
}
