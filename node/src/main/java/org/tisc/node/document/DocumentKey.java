package org.tisc.node.document;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * The normalised name of a document, equal for the same document on every node. Its text is {@code
 * KIND:OFFICE:NUMBER} with an optional last part: the kind code of a patent publication, the Nice
 * classes of a trademark. Width, case, zero padding and check digits are normalised away.
 *
 * <p>{@code PATENT:CN:110083831:A}, {@code PATENT:CN:APP.201710601862}, {@code
 * TRADEMARK:CN:REG.12345678:35}, {@code GI:EU:PGI-CN-0622}, {@code LAYOUT_DESIGN:CN:BS.185001234},
 * {@code LITERATURE:DOI:10.1000/xyz}, {@code LITERATURE:XX:anything}.
 *
 * @param kind what the document is
 * @param office ST.3 code, {@code DOI}, or {@code XX} where there is no office
 * @param number normalised; only literature may have a colon in it
 * @param suffix kind code or classes; may be empty
 */
public record DocumentKey(DocumentKind kind, String office, String number, String suffix)
    implements Comparable<DocumentKey> {
  /** Longest text of a key, in bytes of UTF-8. */
  public static final int MAX_LENGTH = 512;

  private static final String NO_OFFICE = "XX";
  private static final String DOI = "DOI";
  private static final String APPLICATION = "APP.";
  private static final String REGISTERED = "REG.";
  private static final String LAYOUT = "BS.";

  private static final Pattern OFFICE = Pattern.compile("[A-Z]{2}");
  private static final Pattern PATENT_NUMBER = Pattern.compile("(APP\\.)?[\\p{L}\\p{Nd}]+");
  private static final Pattern KIND_CODE = Pattern.compile("|[A-Z][A-Z0-9]{0,3}|[0-9]{1,2}");
  private static final Pattern MARK = Pattern.compile("REG\\.[\\p{L}\\p{Nd}]+");
  private static final Pattern NICE = Pattern.compile("|[1-9]\\d?(\\+[1-9]\\d?)*");
  private static final Pattern INDICATION = Pattern.compile("[\\p{L}\\p{Nd}][\\p{L}\\p{Nd}./-]*");
  private static final Pattern TOPOGRAPHY = Pattern.compile("(BS\\.)?[\\p{L}\\p{Nd}]+");
  private static final Pattern WORK = Pattern.compile("\\S(.*\\S)?", Pattern.DOTALL);
  private static final Pattern DOI_FORM = Pattern.compile("10\\.\\d{2,9}/\\S+");

  /** Raises INVALID_ARGUMENT on parts that are not normalised or too long. */
  public DocumentKey {
    boolean good =
        switch (kind) {
          case PATENT ->
              OFFICE.matcher(office).matches()
                  && PATENT_NUMBER.matcher(number).matches()
                  && KIND_CODE.matcher(suffix).matches();
          case TRADEMARK ->
              OFFICE.matcher(office).matches()
                  && MARK.matcher(number).matches()
                  && NICE.matcher(suffix).matches();
          case GEOGRAPHICAL_INDICATION ->
              OFFICE.matcher(office).matches()
                  && INDICATION.matcher(number).matches()
                  && suffix.isEmpty();
          case LAYOUT_DESIGN ->
              OFFICE.matcher(office).matches()
                  && TOPOGRAPHY.matcher(number).matches()
                  && suffix.isEmpty();
          case LITERATURE ->
              suffix.isEmpty()
                  && (office.equals(DOI) ? DOI_FORM : WORK).matcher(number).matches()
                  && (office.equals(DOI) || office.equals(NO_OFFICE));
        };
    int length =
        (kind.keyPrefix() + office + number + suffix).getBytes(StandardCharsets.UTF_8).length + 3;
    if (!good || length > MAX_LENGTH) {
      throw refused(kind.keyPrefix() + ":" + office + ":" + number + ":" + suffix);
    }
  }

  /** The key of a document. Raises INVALID_ARGUMENT if its number has no letter or digit. */
  public static DocumentKey of(Document document) {
    Designation it = document.designation();
    return switch (it.kind()) {
      case PATENT -> patent(it);
      case TRADEMARK ->
          mark(
              it.office(),
              it.number(),
              document.classes().niceClasses().stream()
                  .map(String::valueOf)
                  .collect(Collectors.joining("+")));
      case GEOGRAPHICAL_INDICATION ->
          new DocumentKey(it.kind(), office(it.office()), indication(it.number()), "");
      case LAYOUT_DESIGN ->
          new DocumentKey(it.kind(), office(it.office()), layout(it.number()), "");
      case LITERATURE ->
          DOI_FORM.matcher(it.doi()).matches() ? work(DOI, it.doi()) : work(NO_OFFICE, it.number());
    };
  }

  /**
   * Reads a key, normalising width, case and zero padding. Raises INVALID_ARGUMENT on anything
   * else.
   */
  public static DocumentKey parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw refused(text);
    }
    String[] parts = NumberText.halfWidth(text).strip().split(":", 3);
    Optional<DocumentKind> kind = DocumentKind.find(parts[0]);
    if (parts.length < 3 || kind.isEmpty() || !kind.get().keyPrefix().equalsIgnoreCase(parts[0])) {
      throw refused(text);
    }
    String office = parts[1].toUpperCase(Locale.ROOT);
    if (kind.get() == DocumentKind.LITERATURE) {
      return work(office, parts[2]);
    }
    String[] tail = parts[2].toUpperCase(Locale.ROOT).split(":", -1);
    if (tail.length > 2 || tail[0].isBlank() || (tail.length == 2 && tail[1].isBlank())) {
      throw refused(text);
    }
    String suffix = tail.length == 2 ? tail[1] : "";
    return switch (kind.get()) {
      case PATENT -> patent(office, tail[0], suffix, text);
      case TRADEMARK -> mark(office, tail[0], suffix);
      case GEOGRAPHICAL_INDICATION ->
          new DocumentKey(kind.get(), office, indication(tail[0]), suffix);
      case LAYOUT_DESIGN -> new DocumentKey(kind.get(), office, layout(tail[0]), suffix);
      case LITERATURE -> throw new IllegalStateException("read above");
    };
  }

  private static DocumentKey patent(String office, String number, String suffix, String text) {
    if (NumberText.compact(number).isEmpty()) {
      throw refused(text);
    }
    if (!number.startsWith(APPLICATION)) {
      Designation it = new Designation(DocumentKind.PATENT, office, number, suffix, "", "", "");
      DocumentKey key = patent(it);
      if (!key.office.equals(office)) {
        throw refused(text);
      }
      return key;
    }
    String serial = NumberText.compact(number.substring(APPLICATION.length()));
    String normal =
        Numbers.parse(office, serial).stream()
            .filter(reading -> reading.role() == NumberRole.APPLICATION)
            .map(NumberReading::serial)
            .findFirst()
            .orElse(serial);
    return new DocumentKey(DocumentKind.PATENT, office, APPLICATION + normal, suffix);
  }

  private static DocumentKey patent(Designation it) {
    NumberReading own = Numbers.own(it);
    return own.role() == NumberRole.APPLICATION
        ? new DocumentKey(it.kind(), office(own.office()), APPLICATION + own.serial(), "")
        : new DocumentKey(it.kind(), office(own.office()), own.serial(), own.kindCode());
  }

  private static DocumentKey mark(String office, String number, String suffix) {
    String serial = NumberText.compact(number);
    if (serial.startsWith("REG") && serial.length() > 3) {
      serial = serial.substring(3);
    }
    if (!office.isEmpty() && serial.startsWith(office) && serial.length() > office.length()) {
      serial = serial.substring(office.length());
    }
    return new DocumentKey(DocumentKind.TRADEMARK, office(office), REGISTERED + serial, suffix);
  }

  private static String indication(String number) {
    return NumberText.halfWidth(number)
        .toUpperCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{Nd}./-]", "");
  }

  private static String layout(String number) {
    String serial = NumberText.compact(number);
    boolean chinese = serial.startsWith("BS") && serial.length() > 2;
    return chinese || serial.matches("\\d{9}")
        ? LAYOUT + (chinese ? serial.substring(2) : serial)
        : serial;
  }

  private static DocumentKey work(String office, String name) {
    String number = SafeText.line(NumberText.halfWidth(name)).toLowerCase(Locale.ROOT);
    return new DocumentKey(DocumentKind.LITERATURE, office, number, "");
  }

  private static String office(String office) {
    return office.isEmpty() ? NO_OFFICE : office;
  }

  private static TiscException refused(String text) {
    return new TiscException(
        Reason.INVALID_ARGUMENT,
        "a document key such as PATENT:CN:110083831:A is needed, not: "
            + SafeText.shortened(SafeText.line(text), 120));
  }

  @Override
  public int compareTo(DocumentKey other) {
    return toString().compareTo(other.toString());
  }

  /** The text of the key, which {@link #parse} reads back. */
  @Override
  public String toString() {
    String text = kind.keyPrefix() + ":" + office + ":" + number;
    return suffix.isEmpty() ? text : text + ":" + suffix;
  }
}
