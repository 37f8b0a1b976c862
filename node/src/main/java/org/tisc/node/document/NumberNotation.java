package org.tisc.node.document;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of a document as its readers are used to write it: {@code CN110083831A}, {@code
 * 201710601862.3}, {@code ZL201710601862.3}, {@code US 2013/0101709 A1}. What a document is
 * published, filed and granted under are numbers of their own. A number that no office's rules fit
 * stays as its source writes it.
 *
 * @param use what the number is
 * @param text to read and to copy
 * @param findings what is wrong about the number as its source writes it; usually none
 */
public record NumberNotation(Use use, String text, List<NumberFinding> findings) {
  private static final Pattern YEARS_SERIAL = Pattern.compile("((?:19|20)\\d{2})(\\d{6,7})");
  private static final Pattern PCT = Pattern.compile("PCT([A-Z]{2})(\\d{4})(\\d{6})");
  private static final Pattern AMERICAN_SERIES = Pattern.compile("(\\d{2})(\\d{3})(\\d{3})");
  private static final Pattern CHINESE_APPLICATION = Pattern.compile("\\d{8}|\\d{12}");

  /** What a number is at its office. */
  public enum Use {
    /** 公开(公告)号: of the published document. */
    PUBLICATION,
    /** 申请号: of the filing. */
    APPLICATION,
    /** 专利号: of the right, once granted in China. */
    PATENT,
    /** 注册号, 登记号: of an entry of a register. */
    REGISTRATION,
    /** Of anything else. */
    OTHER
  }

  public NumberNotation {
    findings = List.copyOf(findings);
  }

  /** The numbers of a document, its own first; never two of the same text. */
  public static List<NumberNotation> of(Document document) {
    Designation it = document.designation();
    List<NumberNotation> numbers = new ArrayList<>();
    if (it.kind() != DocumentKind.PATENT) {
      boolean work = it.kind() == DocumentKind.LITERATURE;
      add(numbers, new NumberNotation(work ? Use.OTHER : Use.REGISTRATION, it.number(), List.of()));
      add(numbers, new NumberNotation(Use.APPLICATION, it.applicationNumber(), List.of()));
      return List.copyOf(numbers);
    }
    NumberReading own = Numbers.own(it);
    add(numbers, notation(own, it.number()));
    List<NumberReading> filed =
        it.applicationNumber().isEmpty()
            ? List.of()
            : Numbers.parse(it.office(), it.applicationNumber()).stream()
                .filter(reading -> reading.role() == NumberRole.APPLICATION)
                .toList();
    if (filed.isEmpty()) {
      add(numbers, new NumberNotation(Use.APPLICATION, it.applicationNumber(), List.of()));
    } else {
      add(numbers, notation(filed.getFirst(), it.applicationNumber()));
      if (granted(document) && chinese(filed.getFirst())) {
        add(
            numbers,
            new NumberNotation(Use.PATENT, "ZL" + checked(filed.getFirst().serial()), List.of()));
      }
    }
    return List.copyOf(numbers);
  }

  private static void add(List<NumberNotation> numbers, NumberNotation one) {
    if (!one.text.isEmpty() && numbers.stream().noneMatch(it -> it.text.equals(one.text))) {
      numbers.add(one);
    }
  }

  /** Of the stages of a Chinese publication all but the first are of granted rights. */
  private static boolean granted(Document document) {
    return PublicationStage.of(document)
        .filter(stage -> stage != PublicationStage.INVENTION_APPLICATION)
        .isPresent();
  }

  private static boolean chinese(NumberReading reading) {
    return reading.office().equals(ChineseNumbers.OFFICE)
        && reading.role() == NumberRole.APPLICATION
        && CHINESE_APPLICATION.matcher(reading.serial()).matches();
  }

  private static NumberNotation notation(NumberReading reading, String written) {
    Use use =
        switch (reading.role()) {
          case PUBLICATION -> Use.PUBLICATION;
          case APPLICATION -> Use.APPLICATION;
          case REGISTRATION -> Use.REGISTRATION;
          case UNKNOWN -> Use.OTHER;
        };
    String text =
        switch (reading.role()) {
          case PUBLICATION -> publication(reading);
          case APPLICATION -> application(reading, written);
          case REGISTRATION, UNKNOWN -> written;
        };
    return new NumberNotation(use, text, reading.findings());
  }

  private static String publication(NumberReading reading) {
    String office = reading.office();
    if (office.equals(ChineseNumbers.OFFICE)) {
      return office + reading.serial() + reading.kindCode();
    }
    Matcher years = YEARS_SERIAL.matcher(reading.serial());
    boolean byYear = office.equals("WO") || office.equals(AmericanNumbers.OFFICE);
    String serial =
        byYear && years.matches() ? years.group(1) + "/" + years.group(2) : reading.serial();
    return (office + " " + serial + " " + reading.kindCode()).strip();
  }

  private static String application(NumberReading reading, String written) {
    if (chinese(reading)) {
      return checked(reading.serial());
    }
    Matcher pct = PCT.matcher(reading.serial());
    if (pct.matches()) {
      return "PCT/" + pct.group(1) + pct.group(2) + "/" + pct.group(3);
    }
    Matcher series = AMERICAN_SERIES.matcher(reading.serial());
    if (reading.office().equals(AmericanNumbers.OFFICE) && series.matches()) {
      return series.group(1) + "/" + series.group(2) + "," + series.group(3);
    }
    return written;
  }

  private static String checked(String serial) {
    return serial + "." + ChineseNumbers.checkDigit(serial);
  }
}
