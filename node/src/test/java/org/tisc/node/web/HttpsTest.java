package org.tisc.node.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.WebCertificates;

class HttpsTest {
  @TempDir Path folder;
  private final List<HttpsCertificate> loaded = new CopyOnWriteArrayList<>();

  private HttpsFiles files(Identity identity) {
    Path certificate = folder.resolve("certificate.pem");
    Path key = folder.resolve("key.pem");
    WebCertificates.write(certificate, key, identity);
    return new HttpsFiles(certificate, Optional.of(key), Optional.empty());
  }

  private static Identity identity() {
    return WebCertificates.selfSigned(
        List.of("localhost", "127.0.0.1", "::1", "node.example"), Instant.now());
  }

  private WebServer serve(HttpsFiles files) {
    RouteTable routes = new RouteTable();
    routes.add(
        "GET",
        "/secure",
        Permission.PUBLIC,
        "Says whether it is secure.",
        exchange -> Reply.ok(Map.of("secure", exchange.secure())));
    WebServer server =
        new WebServer(
            WebConfig.of("127.0.0.1", 0).with(List.of("Other.Example"), Optional.of(files)),
            routes,
            new Authenticator() {
              @Override
              public Optional<Caller> byToken(String token) {
                return Optional.empty();
              }

              @Override
              public Optional<Caller> bySession(String session) {
                return Optional.empty();
              }
            },
            new Assets(),
            Places.of(),
            (caller, method, route, permission, address) -> {},
            loaded::add);
    server.start();
    return server;
  }

  private static SSLContext trusting(Identity identity) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("own", identity.certificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static HttpResponse<String> get(WebServer server, Identity trusted, String path)
      throws Exception {
    try (HttpClient client = HttpClient.newBuilder().sslContext(trusting(trusted)).build()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(server.url() + path))
              .timeout(Duration.ofSeconds(20))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private static SSLSocket connect(WebServer server, Identity trusted, SSLParameters parameters)
      throws Exception {
    SSLSocket socket =
        (SSLSocket) trusting(trusted).getSocketFactory().createSocket("127.0.0.1", server.port());
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(20_000);
    return socket;
  }

  @Test
  void everythingIsSecureAndTheCookieSaysSo() throws Exception {
    Identity identity = identity();
    try (WebServer server = serve(files(identity))) {
      assertThat(server.url()).startsWith("https://127.0.0.1:");
      HttpResponse<String> answer = get(server, identity, "/secure");
      assertThat(answer.body()).isEqualTo("{\"secure\":true}");
      assertThat(answer.headers().firstValue("Strict-Transport-Security")).isEmpty();
      HttpResponse<String> page = get(server, identity, "/problems/denied");
      assertThat(page.headers().firstValue("Set-Cookie").orElse(""))
          .startsWith("__Host-tisc-visit=")
          .contains("; Secure", "; HttpOnly", "; SameSite=Strict", "; Path=/")
          .doesNotContain("Domain");
      assertThat(server.certificate().orElseThrow().fingerprint())
          .isEqualTo(WebCertificates.fingerprint(identity.certificate()))
          .matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
      assertThat(loaded).hasSize(1);
    }
  }

  @Test
  void onlyModernVersionsAndSuitesAreSpoken() throws Exception {
    Identity identity = identity();
    try (WebServer server = serve(files(identity))) {
      for (String version : List.of("TLSv1.3", "TLSv1.2")) {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(new String[] {version});
        try (SSLSocket socket = connect(server, identity, parameters)) {
          socket.startHandshake();
          assertThat(socket.getSession().getProtocol()).isEqualTo(version);
          assertThat(socket.getSession().getCipherSuite()).contains("256").doesNotContain("CBC");
        }
      }
      SSLParameters weak = new SSLParameters();
      weak.setProtocols(new String[] {"TLSv1.2"});
      weak.setCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"});
      try (SSLSocket socket = connect(server, identity, weak)) {
        assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void plainHttpOnTheTlsPortIsNotAnswered() throws Exception {
    try (WebServer server = serve(files(identity()));
        HttpCaller plain = HttpCaller.program("http://127.0.0.1:" + server.port(), Map.of())) {
      assertThatThrownBy(() -> plain.get("/secure")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aRenewedFileIsTakenUpWithoutARestartAndABrokenOneIsNot() throws Exception {
    Identity first = identity();
    try (WebServer server = serve(files(first))) {
      Files.writeString(folder.resolve("certificate.pem"), "broken");
      Identity second = identity();
      assertThat(get(server, first, "/secure").statusCode()).isEqualTo(200);
      files(second);
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> loaded.size() == 2);
      assertThat(get(server, second, "/secure").statusCode()).isEqualTo(200);
      assertThatThrownBy(() -> get(server, first, "/secure")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aKeyThatOthersCanReadIsRefused() throws Exception {
    HttpsFiles files = files(identity());
    Files.setPosixFilePermissions(
        folder.resolve("key.pem"), PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> serve(files))
        .isInstanceOfSatisfying(
            TiscException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.KEY_FILE_REFUSED))
        .hasMessageContaining("chmod 600");
  }

  private void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storepass", "changeit", "-storetype", "PKCS12", "-noprompt"));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("keytool.log"))).isZero();
  }

  /** A certificate that an authority signed, with its RSA key in web.p12. */
  private HttpsFiles certifiedByAnAuthority() throws Exception {
    keytool(
        "-genkeypair",
        "-alias",
        "ca",
        "-keyalg",
        "EC",
        "-groupname",
        "secp256r1",
        "-dname",
        "CN=authority",
        "-ext",
        "bc:c",
        "-keystore",
        "ca.p12");
    keytool("-exportcert", "-alias", "ca", "-rfc", "-file", "ca.pem", "-keystore", "ca.p12");
    keytool(
        "-genkeypair",
        "-alias",
        "web",
        "-keyalg",
        "RSA",
        "-keysize",
        "2048",
        "-dname",
        "CN=node",
        "-keystore",
        "web.p12");
    keytool("-certreq", "-alias", "web", "-file", "web.csr", "-keystore", "web.p12");
    keytool(
        "-gencert",
        "-alias",
        "ca",
        "-infile",
        "web.csr",
        "-outfile",
        "web.pem",
        "-rfc",
        "-ext",
        "san=ip:127.0.0.1,dns:node.example",
        "-keystore",
        "ca.p12");
    keytool("-importcert", "-alias", "ca", "-file", "ca.pem", "-keystore", "web.p12");
    keytool("-importcert", "-alias", "web", "-file", "web.pem", "-keystore", "web.p12");
    Path passphrase = Files.writeString(folder.resolve("passphrase"), "changeit\n");
    for (String name : List.of("web.p12", "passphrase")) {
      Files.setPosixFilePermissions(
          folder.resolve(name), PosixFilePermissions.fromString("rw-------"));
    }
    return new HttpsFiles(folder.resolve("web.p12"), Optional.empty(), Optional.of(passphrase));
  }

  @Test
  void aCertificateOfAnAuthorityIsTakenFromPkcs12AndMeansHttpsForEver() throws Exception {
    HttpsFiles files = certifiedByAnAuthority();
    Identity identity = files.read();
    assertThat(identity.chain()).hasSize(2);
    try (WebServer server = serve(files)) {
      HttpResponse<String> answer =
          get(server, new Identity(identity.key(), List.of(identity.root())), "/secure");
      assertThat(answer.headers().firstValue("Strict-Transport-Security"))
          .contains("max-age=31536000");
      HttpResponse<String> missing =
          get(server, new Identity(identity.key(), List.of(identity.root())), "/nowhere");
      assertThat(missing.headers().firstValue("Strict-Transport-Security")).isPresent();
      assertThat(server.certificate().orElseThrow().names())
          .containsExactlyInAnyOrder("127.0.0.1", "node.example");
    }
    Files.writeString(folder.resolve("passphrase"), "another\n");
    assertThatThrownBy(files::read)
        .isInstanceOfSatisfying(
            TiscException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.KEY_FILE_REFUSED));
  }

  @Test
  void aKeyBehindALinkIsReadAndAnothersKeyIsNot() throws Exception {
    HttpsFiles files = files(identity());
    Path link = Files.createSymbolicLink(folder.resolve("newest.pem"), folder.resolve("key.pem"));
    assertThat(
            new HttpsFiles(files.certificate(), Optional.of(link), Optional.empty()).read().chain())
        .hasSize(1);
    Path other = folder.resolve("other.pem");
    WebCertificates.write(folder.resolve("other-certificate.pem"), other, identity());
    assertThatThrownBy(
            () -> new HttpsFiles(files.certificate(), Optional.of(other), Optional.empty()).read())
        .hasMessageContaining("not that of the first certificate");
    Files.writeString(other, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    assertThatThrownBy(
            () -> new HttpsFiles(files.certificate(), Optional.of(other), Optional.empty()).read())
        .isInstanceOf(TiscException.class)
        .hasMessageNotContaining("AAAA");
  }

  @Test
  void theCertificatesNamesAreNamesOfTheNode() {
    HostCheck check = new HostCheck("127.0.0.1", List.of("fe80::1"), () -> List.of("node.example"));
    for (String own :
        List.of("node.example", "NODE.example:8470", "[::1]:1", "[0:0:0:0:0:0:0:1]", "[fe80::1]")) {
      check.requireOwnHost(Optional.of(own));
    }
    for (String foreign : List.of("evil.example", "", "node.example.evil", "[::2]", "a:b:c:d")) {
      assertThatThrownBy(() -> check.requireOwnHost(Optional.of(foreign)))
          .isInstanceOf(TiscException.class);
    }
  }

  @Test
  void overHttpsAPlainOriginIsAnotherSite() {
    Optional<String> host = Optional.of("node.example");
    HostCheck.requireOwnOrigin(host, Optional.of("https://node.example"), Optional.empty(), true);
    HostCheck.requireOwnOrigin(host, Optional.of("http://node.example"), Optional.empty(), false);
    assertThatThrownBy(
            () ->
                HostCheck.requireOwnOrigin(
                    host, Optional.of("http://node.example"), Optional.empty(), true))
        .isInstanceOf(TiscException.class);
    assertThatThrownBy(
            () -> HostCheck.requireOwnOrigin(host, Optional.of("null"), Optional.empty(), false))
        .isInstanceOf(TiscException.class);
  }
}
