package org.tisc.node.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** What a server says to bytes that no HTTP library would send. */
record RawAnswer(int status, String text) {
  static RawAnswer of(int port, String message) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(15_000);
      socket.getOutputStream().write(message.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      socket.shutdownOutput();
      String text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status =
          text.startsWith("HTTP/1.") && text.length() > 12
              ? Integer.parseInt(text.substring(9, 12))
              : 0;
      return new RawAnswer(status, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static RawAnswer get(int port, String host) {
    return of(
        port,
        "GET /api/v1/test/public HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
  }
}
