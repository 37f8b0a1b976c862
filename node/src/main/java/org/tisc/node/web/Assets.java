package org.tisc.node.web;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * Style sheets, scripts and images that rooms bring along, served under names that hold a hash of
 * their bytes, so that browsers keep them for ever. Filled at start by one thread, then only read.
 * Only what was added can be asked for: no request touches the file system or the class path.
 */
public final class Assets {
  private static final int HASH_DIGITS = 12;
  private static final Map<String, String> TYPES =
      Map.of(
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png");

  private final Map<String, String> paths = new HashMap<>();
  private final Map<String, Asset> byServedName = new HashMap<>();

  private record Asset(String type, Reply.Body body) {}

  /**
   * Adds a file that stands beside a class. Raises {@code IllegalStateException} when it is
   * missing, of an unknown type, or its name is taken.
   */
  public Assets add(Class<?> anchor, String name) {
    int dot = name.lastIndexOf('.');
    String type = dot < 0 ? null : TYPES.get(name.substring(dot + 1));
    if (type == null || paths.containsKey(name)) {
      throw new IllegalStateException("asset " + name + " is of an unknown type or added twice");
    }
    byte[] bytes = read(anchor, name);
    String served = name.substring(0, dot) + "." + hash(bytes) + name.substring(dot);
    paths.put(name, "/assets/" + served);
    byServedName.put(served, new Asset(type, out -> out.write(bytes)));
    return this;
  }

  /** The path under which an asset is served. */
  public String path(String name) {
    String path = paths.get(name);
    if (path == null) {
      throw new IllegalArgumentException("there is no asset " + name);
    }
    return path;
  }

  void declare(Routes routes) {
    routes.add(
        "GET",
        "/assets/{file...}",
        Permission.PUBLIC,
        "Style sheets, scripts and images; the name holds a hash, so answers never grow old.",
        exchange -> {
          Asset asset = byServedName.get(exchange.path("file"));
          if (asset == null) {
            throw new TiscException(Reason.NOT_FOUND, "there is no such asset");
          }
          return new Reply.Stream(
              200,
              asset.type(),
              Map.of("Cache-Control", "public, max-age=31536000, immutable"),
              asset.body());
        });
  }

  private static byte[] read(Class<?> anchor, String name) {
    try (InputStream in = anchor.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("there is no " + name + " beside " + anchor.getName());
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + name, e);
    }
  }

  private static String hash(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(hash).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
