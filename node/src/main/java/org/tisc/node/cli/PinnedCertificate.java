package org.tisc.node.cli;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.WebCertificates;

/**
 * Trust in exactly one certificate, known by its fingerprint, whoever signed it and whatever names
 * it holds: who knows the fingerprint knows the node.
 */
final class PinnedCertificate extends X509ExtendedTrustManager {
  private static final int HEX_DIGITS = 64;

  private final String pin;

  private PinnedCertificate(String pin) {
    this.pin = pin;
  }

  /** A context that trusts the certificate of this SHA-256. Raises INVALID_ARGUMENT for no pin. */
  static SSLContext trusting(String fingerprint) {
    String plain = plain(fingerprint);
    if (plain.length() != HEX_DIGITS || !plain.matches("[0-9a-f]+")) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "a pin is the SHA-256 of a certificate in 64 hexadecimal digits: " + fingerprint);
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new PinnedCertificate(plain)}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has TLS", e);
    }
  }

  private static String plain(String fingerprint) {
    return fingerprint.replaceAll("[:\\s]", "").toLowerCase(Locale.ROOT);
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    if (chain.length == 0 || !plain(WebCertificates.fingerprint(chain[0])).equals(pin)) {
      throw new CertificateException("the node shows another certificate than the pinned one");
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("there are no client certificates");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("there are no client certificates");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("there are no client certificates");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
