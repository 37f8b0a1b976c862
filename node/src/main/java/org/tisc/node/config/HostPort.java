package org.tisc.node.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An address written {@code host:port}; IPv6 in brackets.
 *
 * @param host name or address, without brackets
 * @param port 0 to 65535; 0 asks the system for a free one
 */
public record HostPort(String host, int port) {
  private static final Pattern GRAMMAR =
      Pattern.compile("(\\[[0-9A-Fa-f:.]{2,45}\\]|[A-Za-z0-9._-]{1,253}):(\\d{1,5})");

  public HostPort {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("a port from 0 to 65535");
    }
  }

  /** Reads {@code host:port}; raises IllegalArgumentException naming the form. */
  public static HostPort parse(String text) {
    Matcher matcher = GRAMMAR.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("host:port, such as 127.0.0.1:8470 or [::1]:8470");
    }
    String host = matcher.group(1);
    return new HostPort(
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        Integer.parseInt(matcher.group(2)));
  }

  /**
   * Whether only programs of this machine can reach it. A name other than {@code localhost} is
   * taken as reachable from outside without asking the name service.
   */
  public boolean loopback() {
    if (host.equals("localhost")) {
      return true;
    }
    if (!host.matches("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
      return false;
    }
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** Whether it means every address of this machine. */
  public boolean everywhere() {
    return host.equals("0.0.0.0") || host.equals("::");
  }

  /**
   * The names and addresses by which this is reached: its host, or every address and the name of
   * this machine where it means all of them.
   */
  public List<String> names() {
    if (!everywhere()) {
      return List.of(host);
    }
    Set<String> names = new TreeSet<>();
    try {
      names.add(InetAddress.getLocalHost().getHostName());
    } catch (UnknownHostException e) {
      names.add("localhost");
    }
    try (Stream<NetworkInterface> interfaces = NetworkInterface.networkInterfaces()) {
      interfaces
          .flatMap(NetworkInterface::inetAddresses)
          .map(InetAddress::getHostAddress)
          .map(address -> address.replaceAll("%.*", ""))
          .forEach(names::add);
    } catch (SocketException e) {
      return List.copyOf(names);
    }
    return List.copyOf(names);
  }

  /** The address for binding or connecting; resolves a name. */
  public InetSocketAddress socketAddress() {
    return new InetSocketAddress(host, port);
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
