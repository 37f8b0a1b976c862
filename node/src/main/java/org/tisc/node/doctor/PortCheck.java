package org.tisc.node.doctor;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tisc.federation.link.LinkFailure;
import org.tisc.node.config.HostPort;

/** The addresses that the node binds, and the one that peers are told. */
final class PortCheck {
  private PortCheck() {}

  /** How an attempt to bind an address ended. */
  enum Binding {
    /** It is free. */
    FREE,
    /** Somebody listens there. */
    TAKEN,
    /** This user may not bind it. */
    FORBIDDEN,
    /** It is no address of this machine. */
    NOT_HERE
  }

  /** An address of the configuration and what became of it; key is the setting's. */
  record Bound(String key, HostPort address, Binding binding) {
    /** Tries to bind for a moment; only for a node that is stopped. */
    static Bound attempt(String key, HostPort address) {
      InetSocketAddress socketAddress = address.socketAddress();
      if (socketAddress.isUnresolved()) {
        return new Bound(key, address, Binding.NOT_HERE);
      }
      try (ServerSocket socket = new ServerSocket()) {
        socket.setReuseAddress(true);
        socket.bind(socketAddress);
        return new Bound(key, address, Binding.FREE);
      } catch (BindException e) {
        return new Bound(key, address, why(e));
      } catch (IOException e) {
        return new Bound(key, address, Binding.NOT_HERE);
      }
    }

    private static Binding why(BindException e) {
      String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
      if (text.contains("permission")) {
        return Binding.FORBIDDEN;
      }
      return text.contains("assign") ? Binding.NOT_HERE : Binding.TAKEN;
    }
  }

  static List<Finding> stopped(List<Bound> tried) {
    List<Finding> found = new ArrayList<>();
    for (Bound one : tried) {
      FindingCode code =
          switch (one.binding()) {
            case FREE -> FindingCode.PORTS_GOOD;
            case TAKEN -> FindingCode.PORT_TAKEN;
            case FORBIDDEN -> FindingCode.PORT_FORBIDDEN;
            case NOT_HERE -> FindingCode.ADDRESS_NOT_HERE;
          };
      if (code != FindingCode.PORTS_GOOD) {
        Finding finding = Finding.naming(code, one.address(), one.key());
        found.add(
            code == FindingCode.PORT_TAKEN
                ? finding.curedBy("ss -ltnp 'sport = :" + one.address().port() + "'")
                : finding);
      }
    }
    if (found.isEmpty()) {
      found.add(Finding.of(FindingCode.PORTS_GOOD));
    }
    return found;
  }

  /** How the advertised address of a running node looks from the node itself. */
  enum Advertised {
    /** There is none: the node only dials out. */
    NONE,
    /** This node answers there, or is in no network yet. */
    REACHED,
    /** Its name is not known. */
    NAME_UNKNOWN,
    /** Nobody or somebody else answers there. */
    UNREACHED;

    static Advertised of(LinkFailure failure) {
      return failure.trouble() == LinkFailure.Trouble.NAME_UNKNOWN ? NAME_UNKNOWN : UNREACHED;
    }
  }

  static List<Finding> running(Advertised advertised, String address) {
    return List.of(
        switch (advertised) {
          case NONE -> Finding.of(FindingCode.DIALS_OUT_ONLY);
          case REACHED -> Finding.of(FindingCode.PORTS_GOOD);
          case NAME_UNKNOWN -> Finding.naming(FindingCode.ADVERTISED_NAME_UNKNOWN, address);
          case UNREACHED -> Finding.naming(FindingCode.ADVERTISED_UNREACHABLE, address);
        });
  }
}
