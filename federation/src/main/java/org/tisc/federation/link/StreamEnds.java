package org.tisc.federation.link;

import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.proto.federation.v1.LinkBye;
import org.tisc.proto.federation.v1.LinkFrame;

/** The codes with which streams end, and what they say to a person. */
final class StreamEnds {
  static final String DUPLICATE = "DUPLICATE";
  static final String REPLACED = "REPLACED";
  static final String SHUTTING_DOWN = "SHUTTING_DOWN";

  /** The field of a failure that names the code. */
  static final String CODE = "end";

  private static final int MAX_CODE = 64;

  private StreamEnds() {}

  static String text(String code) {
    return switch (code) {
      case DUPLICATE -> "Another stream of this pair stays";
      case REPLACED -> "A newer stream of this pair took over";
      case SHUTTING_DOWN -> "The node stops";
      case "SILENT" -> "No sign of life in time";
      case "SLOW_READER" -> "The peer did not read what waited for it";
      case "NO_CREDIT" -> "The peer gave no credit for what waited for it";
      default -> code;
    };
  }

  static LinkFrame bye(String code, String text) {
    return LinkFrame.newBuilder()
        .setBye(LinkBye.newBuilder().setReason(code).setText(PlainText.of(text)))
        .build();
  }

  /** The end that this node made. */
  static TiscException own(String code) {
    return new TiscException(reason(code), code + ": " + text(code));
  }

  /** The end that a peer told; its words are bounded and cleaned. */
  static TiscException told(String code, String text) {
    String clean = PlainText.of(code.length() > MAX_CODE ? code.substring(0, MAX_CODE) : code);
    return new TiscException(reason(clean), clean + ", told by the peer: " + PlainText.of(text));
  }

  /** Whether the stream gave way to another of its pair. */
  static boolean gaveWay(TiscException why) {
    String text = String.valueOf(why.getMessage());
    return text.startsWith(DUPLICATE) || text.startsWith(REPLACED);
  }

  private static Reason reason(String code) {
    return switch (code) {
      case DUPLICATE, REPLACED -> Reason.ALREADY_EXISTS;
      case "SILENT", "SLOW_READER", "NO_CREDIT" -> Reason.TIMED_OUT;
      case "FLOOD", "CREDIT_EXCEEDED" -> Reason.BUSY;
      default -> {
        for (Reason reason : Reason.values()) {
          if (reason.name().equals(code)) {
            yield reason;
          }
        }
        yield Reason.UNAVAILABLE;
      }
    };
  }
}
