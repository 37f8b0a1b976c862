package org.tisc.deploy.sample;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A simple picture in SVG.
 *
 * @param name file name, unique in the sample
 * @param svg the picture's text
 */
public record Drawing(String name, String svg) {
  private static final String[] INKS = {
    "#1d4e89", "#b23a48", "#2f6f4f", "#7b5ea7", "#c06c1f", "#33658a", "#5b5b5b", "#8c1c4b"
  };

  /** The media type of all drawings. */
  public static final String MEDIA_TYPE = "image/svg+xml";

  /** SHA-256 of the bytes in lower-case hexadecimal. */
  public String sha256() {
    try {
      byte[] bytes = svg.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** What a document says about it. */
  Map<String, Object> reference() {
    Map<String, Object> reference = new LinkedHashMap<>();
    reference.put("name", name);
    reference.put("mediaType", MEDIA_TYPE);
    reference.put("sha256", sha256());
    return reference;
  }

  /** A word mark beside a figure. */
  static Drawing mark(String name, Pair word, Draw draw) {
    String ink = INKS[draw.below(INKS.length)];
    String figure =
        switch (draw.below(4)) {
          case 0 -> "<circle cx='60' cy='60' r='38' fill='none' stroke='INK' stroke-width='9'/>";
          case 1 -> "<path d='M22 92 60 24 98 92Z' fill='INK'/>";
          case 2 -> "<path d='M20 70q20-40 40 0t40 0' fill='none' stroke='INK' stroke-width='10'/>";
          default -> "<rect x='26' y='26' width='68' height='68' rx='16' fill='INK'/>";
        };
    return framed(
        name,
        figure.replace("INK", ink)
            + "<text x='116' y='66' font-size='34' fill='"
            + ink
            + "'>"
            + word.zh()
            + "</text><text x='118' y='94' font-size='15' fill='"
            + ink
            + "'>"
            + word.en().toUpperCase(Locale.ROOT)
            + "</text>");
  }

  /** A line drawing of an article; proportions vary. */
  static Drawing design(String name, String shape, Draw draw) {
    int w = 50 + draw.below(50);
    int h = 60 + draw.below(40);
    int r = 4 + draw.below(16);
    String lines =
        switch (shape) {
          case "cup" ->
              "<path d='M60 24h%dl-8 %dh-%dz'/><path d='M%d 44q34 12 0 44'/>"
                  .formatted(w + 16, h, w, w + 76);
          case "lamp" ->
              "<path d='M100 20l%d 40h-%dz'/><path d='M100 60v%d'/><ellipse cx='100' cy='%d' rx='%d' ry='8'/>"
                  .formatted(w / 2, w, h - 20, h + 40, w / 2);
          case "bicycle" ->
              "<circle cx='70' cy='96' r='%d'/><circle cx='190' cy='96' r='%d'/><path d='M70 96l40-52h56l24 52M110 44l26 52h-66'/>"
                  .formatted(24 + r / 2, 24 + r / 2);
          case "chair" ->
              "<rect x='90' y='16' width='%d' height='%d' rx='%d'/><path d='M84 %dh%dM110 %dv36M94 132h40'/>"
                  .formatted(w, h - 10, r, h + 14, w + 14, h + 14);
          case "post" ->
              "<rect x='110' y='14' width='%d' height='%d' rx='%d'/><rect x='118' y='28' width='%d' height='20'/>"
                  .formatted(w - 10, h + 30, r, w - 26);
          default ->
              "<rect x='60' y='40' width='%d' height='%d' rx='%d'/><path d='M60 40l26-22h%dl-26 22M%d 40v%d'/>"
                  .formatted(w + 30, h, r, w + 30, w + 60, h - 8);
        };
    return framed(name, "<g fill='none' stroke='#222' stroke-width='3'>" + lines + "</g>");
  }

  private static Drawing framed(String name, String content) {
    return new Drawing(
        name,
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 260 160'>"
            + content
            + "<text x='6' y='154' font-size='9' fill='#999'>样例 sample</text></svg>\n");
  }
}
