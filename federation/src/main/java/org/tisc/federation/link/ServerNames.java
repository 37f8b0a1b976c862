package org.tisc.federation.link;

import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLSession;

/** The server name of a handshake (RFC 6066 §3). */
final class ServerNames {
  private ServerNames() {}

  /** The one server name the client asked for; empty when it asked for none or for several. */
  static String requested(SSLSession session) {
    if (!(session instanceof ExtendedSSLSession extended)) {
      return "";
    }
    List<SNIServerName> names = extended.getRequestedServerNames();
    return names.size() == 1 && names.getFirst() instanceof SNIHostName host
        ? host.getAsciiName()
        : "";
  }
}
