package org.tisc.node.document;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the numbers of documents in every notation that people write, and gives the forms under
 * which a document is found: for a document and a number that names it, {@link #searchForms} and
 * {@link #queryForms} share at least one. Full-width characters, spaces, dots, slashes, ZL, check
 * digits and zero padding make no difference. Nothing that can not be understood is lost: its
 * letters and digits are a form of their own.
 */
public final class Numbers {
  /** Longest text that is looked at as a number, in UTF-16 code units. */
  public static final int MAX_LENGTH = DocumentRules.MAX_NUMBER;

  private static final Pattern LABEL =
      Pattern.compile(
          "^(?:(?:公开|公告|授权公告|公开公告|申请公布|申请|专利|注册|登记|国际公布|国际申请)\\s*\\(?(?:公告)?\\)?号码?"
              + "|NOS?\\.|NR\\.?|NUMBER)\\s*[:.]?\\s*",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern CHECK_MARKED = Pattern.compile(".*\\d\\s*[.·]\\s*[0-9X]\\s*");
  private static final Pattern LAYOUT = Pattern.compile("BS(\\d{8,9})\\d?");
  private static final Pattern INDICATION =
      Pattern.compile("(?:PGI|PDO|TSG|GI)[A-Z]{2}[A-Z]?\\d{2,}.*");
  private static final Pattern KIND_BEHIND = Pattern.compile("(.*\\d{3,})([A-Z]\\d?)");
  private static final Pattern DIGITS = Pattern.compile("\\d+");
  private static final Pattern NUMBER_LIKE =
      Pattern.compile("(?:PCT)?[A-Z]{0,3}\\d{5,15}(?:[A-Z]\\d?|X)?");
  private static final Pattern INDIAN = Pattern.compile("\\d{1,5}/[A-Z]{2,6}/(?:19|20)\\d{2}");

  private Numbers() {}

  /**
   * All ways to understand a number, the likeliest first; never empty for a text with a letter or
   * digit. A wrong check digit is a finding with the expected one, not a refusal.
   */
  public static List<NumberReading> parse(String anyNotation) {
    if (anyNotation.length() > MAX_LENGTH) {
      return List.of();
    }
    String text = NumberText.halfWidth(anyNotation).strip().toUpperCase(Locale.ROOT);
    Matcher label = LABEL.matcher(text);
    if (label.find() && label.end() < text.length()) {
      text = text.substring(label.end());
    }
    String body = NumberText.compact(text);
    if (body.isEmpty()) {
      return List.of();
    }
    List<NumberReading> readings = known(text, body);
    if (readings.isEmpty()) {
      return List.of(unknown(body));
    }
    return readings;
  }

  private static List<NumberReading> known(String text, String body) {
    boolean checkMarked = CHECK_MARKED.matcher(text).matches();
    if (InternationalNumbers.isPct(body)) {
      return InternationalNumbers.world(body);
    }
    Matcher layout = LAYOUT.matcher(body);
    if (layout.matches()) {
      return List.of(registration("CN", "BS" + layout.group(1)));
    }
    if (INDICATION.matcher(body).matches()) {
      return List.of(registration("", body));
    }
    if (body.startsWith("ZL")) {
      return ChineseNumbers.read(body.substring(2), checkMarked, true);
    }
    if (body.length() > 2 && Offices.isOffice(body.substring(0, 2))) {
      String rest = body.substring(2);
      String office = body.substring(0, 2);
      return switch (office) {
        case "CN" ->
            rest.startsWith("ZL")
                ? ChineseNumbers.read(rest.substring(2), checkMarked, true)
                : ChineseNumbers.read(rest, checkMarked, false);
        case "US" -> AmericanNumbers.read(rest, text.substring(text.indexOf("US") + 2));
        case "EP" -> InternationalNumbers.european(rest, checkMarked);
        case "WO" -> InternationalNumbers.world(rest);
        default -> List.of();
      };
    }
    return bare(text, body, checkMarked);
  }

  /** A number without an office: what it is by itself, and what only one office writes so. */
  private static List<NumberReading> bare(String text, String body, boolean checkMarked) {
    List<NumberReading> readings = new ArrayList<>();
    List<NumberReading> chinese = ChineseNumbers.read(body, checkMarked, false);
    for (NumberReading reading : chinese) {
      if (reading.role() == NumberRole.APPLICATION) {
        readings.add(reading);
      }
    }
    for (NumberReading reading : AmericanNumbers.read(body, text)) {
      boolean plainDigits = DIGITS.matcher(reading.serial()).matches();
      boolean slash = reading.role() == NumberRole.APPLICATION && text.contains("/");
      boolean published = reading.serial().length() == 11 && plainDigits;
      boolean lettered = !plainDigits && reading.role() == NumberRole.PUBLICATION;
      if (slash || published || lettered) {
        readings.add(reading);
      }
    }
    if (!checkMarked || readings.isEmpty()) {
      readings.add(unknown(body));
    }
    return readings;
  }

  private static NumberReading registration(String office, String serial) {
    return new NumberReading(office, NumberRole.REGISTRATION, serial, "", List.of());
  }

  /** The letters and digits as they are, with office and kind told apart where they are plain. */
  private static NumberReading unknown(String body) {
    boolean office = body.length() > 4 && Offices.isOffice(body.substring(0, 2));
    String rest = office ? body.substring(2) : body;
    Matcher kind = KIND_BEHIND.matcher(rest);
    boolean known = kind.matches();
    return new NumberReading(
        office ? body.substring(0, 2) : "",
        office && known ? NumberRole.PUBLICATION : NumberRole.UNKNOWN,
        known ? kind.group(1) : rest,
        known ? kind.group(2) : "",
        List.of());
  }

  /** Reads a number whose office a source tells beside it. The likeliest reading comes first. */
  static List<NumberReading> parse(String office, String number) {
    String body = NumberText.compact(number);
    boolean told =
        office.isEmpty()
            || body.startsWith(office)
            || body.startsWith("ZL")
            || body.startsWith("BS")
            || InternationalNumbers.isPct(body);
    return parse(told ? number : office + " " + number);
  }

  /** The reading of a document's own number, with the kind code that stands beside it. */
  static NumberReading own(Designation it) {
    NumberReading first = published(it).orElseGet(() -> likeliest(it));
    String office = first.office().isEmpty() ? it.office() : first.office();
    String kindCode = it.kindCode().isEmpty() ? first.kindCode() : it.kindCode();
    return new NumberReading(office, first.role(), first.serial(), kindCode, first.findings());
  }

  private static NumberReading likeliest(Designation it) {
    List<NumberReading> readings = parse(it.office(), it.number());
    return readings.isEmpty() ? unknown(NumberText.compact(it.number())) : readings.getFirst();
  }

  /** A kind code is given to publications; a number that may be both is then a publication. */
  private static Optional<NumberReading> published(Designation it) {
    if (it.kindCode().isEmpty()) {
      return Optional.empty();
    }
    return publication(parse(it.office(), it.number()))
        .or(() -> publication(parse(it.office(), it.number() + " " + it.kindCode())));
  }

  private static Optional<NumberReading> publication(List<NumberReading> readings) {
    return readings.stream()
        .filter(reading -> reading.role() == NumberRole.PUBLICATION)
        .findFirst();
  }

  /** The normalised strings a document is found by: own number and application number. */
  public static Set<String> searchForms(Document document) {
    return searchForms(document.designation(), own(document.designation()));
  }

  static Set<String> searchForms(Designation it, NumberReading own) {
    Set<String> forms = new LinkedHashSet<>(own.indexForms());
    addRaw(forms, it.office(), it.number());
    if (!it.applicationNumber().isEmpty()) {
      for (NumberReading reading : applications(it.office(), it.applicationNumber())) {
        forms.addAll(reading.indexForms());
      }
      addRaw(forms, it.office(), it.applicationNumber());
    }
    forms.remove("");
    return forms;
  }

  private static List<NumberReading> applications(String office, String number) {
    List<NumberReading> readings = parse(office, number);
    List<NumberReading> filed =
        readings.stream().filter(reading -> reading.role() == NumberRole.APPLICATION).toList();
    return filed.isEmpty() ? readings : filed;
  }

  private static void addRaw(Set<String> forms, String office, String number) {
    String raw = NumberText.compact(number);
    forms.add(raw);
    if (!raw.startsWith(office)) {
      forms.add(office + raw);
    }
    if (DIGITS.matcher(raw).matches()) {
      forms.add(NumberText.withoutLeadingZeros(raw));
      forms.add(office + NumberText.withoutLeadingZeros(raw));
    }
  }

  /** The normalised strings to look for, any of which names the number; empty if there is none. */
  public static Set<String> queryForms(String userText) {
    Set<String> forms = new LinkedHashSet<>();
    for (NumberReading reading : parse(userText)) {
      forms.add(reading.queryForm());
      if (reading.role() == NumberRole.UNKNOWN && DIGITS.matcher(reading.serial()).matches()) {
        forms.add(
            reading.office()
                + NumberText.withoutLeadingZeros(reading.serial())
                + reading.kindCode());
      }
    }
    return forms;
  }

  /**
   * Whether a smart search box should take the text for a number: it has five digits at least and
   * nothing but what numbers are made of, and it is neither a date nor a class symbol.
   */
  public static boolean looksLikeNumber(String text) {
    if (text.length() > 60) {
      return false;
    }
    String upper = NumberText.halfWidth(text).strip().toUpperCase(Locale.ROOT);
    Matcher label = LABEL.matcher(upper);
    String plain = label.find() ? upper.substring(label.end()) : upper;
    if (Classifications.compactPatentClass(plain).isPresent()) {
      return false;
    }
    if (INDIAN.matcher(plain).matches()) {
      return true;
    }
    if (PartialDate.parse(plain).isPresent() || !plain.matches("[A-Z0-9 .,/·()-]+")) {
      return false;
    }
    String body = NumberText.compact(plain);
    return INDICATION.matcher(body).matches()
        || InternationalNumbers.isPct(body)
        || NUMBER_LIKE.matcher(body).matches()
        || (body.length() > 6 && body.startsWith("WO") && Character.isDigit(body.charAt(2)));
  }
}
