package org.tisc.federation.link;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.tisc.federation.error.TiscException;

/** A decision about the other side's certificate chain in a handshake; refuses by default. */
abstract class EngineTrust extends X509ExtendedTrustManager {
  /** Judges the chain of a node that dialled this one; raises a {@link TiscException} to refuse. */
  void judgeClient(List<X509Certificate> chain, SSLEngine engine) throws CertificateException {
    throw new CertificateException("This side takes no callers");
  }

  /** Judges the chain of a node this one dialled; raises a {@link TiscException} to refuse. */
  void judgeServer(List<X509Certificate> chain, SSLEngine engine) throws CertificateException {
    throw new CertificateException("This side dials nobody");
  }

  @Override
  public final void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    try {
      judgeClient(List.of(chain), engine);
    } catch (TiscException e) {
      throw new CertificateException(e.getMessage(), e);
    }
  }

  @Override
  public final void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    try {
      judgeServer(List.of(chain), engine);
    } catch (TiscException e) {
      throw new CertificateException(e.getMessage(), e);
    }
  }

  @Override
  public final void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("Only engines are judged");
  }

  @Override
  public final void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("Only engines are judged");
  }

  @Override
  public final void checkClientTrusted(X509Certificate[] chain, String type)
      throws CertificateException {
    throw new CertificateException("Only engines are judged");
  }

  @Override
  public final void checkServerTrusted(X509Certificate[] chain, String type)
      throws CertificateException {
    throw new CertificateException("Only engines are judged");
  }

  @Override
  public final X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
