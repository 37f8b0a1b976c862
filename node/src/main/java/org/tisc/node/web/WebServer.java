package org.tisc.node.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * The node's HTTP server: HTTP/1.1 on a loopback address, one virtual thread per request. It serves
 * the routes of one {@link RouteTable} and nothing else.
 */
public final class WebServer implements AutoCloseable {
  private static final int MAX_HEADER_BYTES = 16 * 1024;
  private static final int MAX_CONNECTIONS = 1_000;
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final WebConfig config;
  private final Server server;
  private final ServerConnector connector;

  /**
   * Builds a server and seals the routes. Raises {@code INVALID_ARGUMENT} when the address is not a
   * loopback one.
   *
   * @param navigation the places of the page frame, in their order
   * @param refusals told of callers without the needed role
   */
  public WebServer(
      WebConfig config,
      RouteTable routes,
      Authenticator authenticator,
      Assets assets,
      List<NavigationEntry> navigation,
      RefusalListener refusals) {
    this.config = config;
    requireLoopback(config.host());
    assets.add(WebServer.class, "tisc.css").add(WebServer.class, "tisc.svg");
    assets.declare(routes);
    OwnRoutes.declare(routes, navigation);
    routes.seal();

    QueuedThreadPool threads = new QueuedThreadPool(16, 4);
    threads.setName("http");
    threads.setVirtualThreadsExecutor(
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory()));
    server = new Server(threads);
    Problems problems = new Problems();
    server.setErrorHandler(new JettyErrors(problems));
    server.setHandler(
        new GracefulHandler(
            new WebHandler(
                routes,
                new Access(authenticator, refusals),
                new HostCheck(config.host(), config.names()),
                new ReplyWriter(new Pages(assets, navigation)),
                problems,
                config.maxConcurrent())));
    server.setStopTimeout(GRACE.toMillis());
    connector = connector();
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, connector));
  }

  /** Plain HTTP has no secret on the wire only where the wire is this machine. */
  private static void requireLoopback(String host) {
    try {
      if (!InetAddress.getByName(host).isLoopbackAddress()) {
        throw new TiscException(
            Reason.INVALID_ARGUMENT,
            "plain HTTP is served on a loopback address only, not on "
                + host
                + "; use 127.0.0.1 and put a proxy with HTTPS before it");
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
    http.setIdleTimeout(config.idleTimeout().toMillis());
    http.setRelativeRedirectAllowed(true);
    // Routes split the raw path before they decode it, so an encoded slash or percent sign is
    // only a character.
    http.setUriCompliance(
        UriCompliance.DEFAULT.with(
            "routes",
            UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
            UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING));
    ServerConnector made = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    made.setHost(config.host());
    made.setPort(config.port());
    made.setIdleTimeout(config.idleTimeout().toMillis());
    return made;
  }

  /** Begins to serve. Raises {@code UNAVAILABLE} when the port is taken. */
  public void start() {
    try {
      server.start();
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
    return "http://" + host + ":" + port();
  }

  /** Turns new requests away, waits up to 5 s for those being answered, and stops. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new TiscException(Reason.INTERNAL, "the HTTP server did not stop in order", e);
    }
  }
}
