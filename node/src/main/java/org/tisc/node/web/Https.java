package org.tisc.node.web;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.WebCertificates;

/**
 * TLS of the HTTP side: versions 1.3 and 1.2 with forward secrecy and authenticated encryption, a
 * certificate from files that are looked at every few seconds, so that a renewed one is taken up
 * without a restart. A file that cannot be used leaves the certificate in use and is told in the
 * log. Thread-safe.
 */
final class Https implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Https.class);

  private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};
  private static final String[] SUITES = {
    "TLS_AES_256_GCM_SHA384",
    "TLS_CHACHA20_POLY1305_SHA256",
    "TLS_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
  };

  /** The key store lives in memory only; it just cannot be without a password. */
  private static final String IN_MEMORY = Secrets.fresh();

  private static final Duration WARN_BEFORE_END = Duration.ofDays(21);
  private static final Duration WARN_EVERY = Duration.ofDays(1);

  private final HttpsFiles files;
  private final Consumer<HttpsCertificate> listener;
  private final Duration every;
  private final SslContextFactory.Server factory = new SslContextFactory.Server();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile HttpsCertificate current;
  private String stamp;
  private Instant warned = Instant.EPOCH;

  /** Reads the files. Raises {@code KEY_FILE_REFUSED}. */
  Https(HttpsFiles files, Duration every, Consumer<HttpsCertificate> listener) {
    this.files = files;
    this.every = every;
    this.listener = listener;
    this.stamp = files.stamp();
    Identity identity = files.read();
    this.current = described(identity);
    factory.setKeyStore(keyStore(identity));
    factory.setKeyStorePassword(IN_MEMORY);
    factory.setIncludeProtocols(VERSIONS);
    factory.setExcludeProtocols();
    factory.setIncludeCipherSuites(SUITES);
    factory.setExcludeCipherSuites();
    factory.setUseCipherSuitesOrder(true);
    factory.setRenegotiationAllowed(false);
    factory.setSniRequired(false);
  }

  /** What Jetty makes connections with. */
  SslContextFactory.Server factory() {
    return factory;
  }

  /** The certificate in use. */
  HttpsCertificate certificate() {
    return current;
  }

  /** Tells the certificate in use and begins to look for another. */
  void start() {
    told(current);
    Thread.ofPlatform().daemon().name("https-certificate").start(this::watch);
  }

  private void watch() {
    try {
      while (!closed.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void warnOfTheEnd() {
    Instant now = Instant.now();
    if (current.notAfter().minus(WARN_BEFORE_END).isBefore(now)
        && warned.plus(WARN_EVERY).isBefore(now)) {
      warned = now;
      LOG.warn("The HTTPS certificate ends at {}", current.notAfter());
    }
  }

  private void look() {
    warnOfTheEnd();
    String now = files.stamp();
    if (now.equals(stamp)) {
      return;
    }
    stamp = now;
    try {
      Identity identity = files.read();
      HttpsCertificate fresh = described(identity);
      if (fresh.equals(current)) {
        return;
      }
      factory.reload(same -> same.setKeyStore(keyStore(identity)));
      current = fresh;
      told(fresh);
    } catch (Exception e) {
      LOG.warn("The HTTPS certificate stays as it is: {}", e.getMessage());
    }
  }

  private void told(HttpsCertificate certificate) {
    LOG.info(
        "HTTPS certificate {} (SHA-256), until {}",
        certificate.fingerprint(),
        certificate.notAfter());
    listener.accept(certificate);
  }

  private static HttpsCertificate described(Identity identity) {
    X509Certificate own = identity.certificate();
    return new HttpsCertificate(
        WebCertificates.fingerprint(own),
        own.getNotAfter().toInstant(),
        WebCertificates.isSelfSigned(own),
        WebCertificates.names(own));
  }

  private static KeyStore keyStore(Identity identity) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "https",
          identity.key(),
          IN_MEMORY.toCharArray(),
          identity.chain().toArray(Certificate[]::new));
      return store;
    } catch (IOException | GeneralSecurityException e) {
      throw new TiscException(Reason.INTERNAL, "the HTTPS key cannot be used", e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
