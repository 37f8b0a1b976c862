package org.tisc.node.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tisc.node.document.NumberNotation.Use;

class NumberNotationTest {
  private static List<NumberNotation> of(
      DocumentKind kind, String office, String number, String code, String application) {
    return NumberNotation.of(
        new DocumentBuilder(kind)
            .office(office)
            .number(number)
            .kindCode(code)
            .applicationNumber(application)
            .title("en", "x")
            .build());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CN | 110083831 | A | 201910302430.1 | PUBLICATION CN110083831A APPLICATION 201910302430.1",
        "CN | CN107342436B | | CN201710601862 | PUBLICATION CN107342436B APPLICATION 201710601862.3"
            + " PATENT ZL201710601862.3",
        "CN | 215792497 | U | ZL201710601862.3 | PUBLICATION CN215792497U APPLICATION"
            + " 201710601862.3 PATENT ZL201710601862.3",
        "US | 20130101709 | A1 | 13/273,456 | PUBLICATION US 2013/0101709 A1 APPLICATION"
            + " 13/273,456",
        "US | 9876543 | B2 | | PUBLICATION US 9876543 B2",
        "EP | 1000000 | A1 | | PUBLICATION EP 1000000 A1",
        "WO | 2021098765 | A1 | PCT/CN2020/123456 | PUBLICATION WO 2021/098765 A1 APPLICATION"
            + " PCT/CN2020/123456",
      })
  void numbersAreWrittenAsTheirReadersWriteThem(
      String office, String number, String code, String application, String expected) {
    List<NumberNotation> numbers =
        of(
            DocumentKind.PATENT,
            office,
            number,
            code == null ? "" : code,
            application == null ? "" : application);
    assertThat(String.join(" ", numbers.stream().map(one -> one.use() + " " + one.text()).toList()))
        .isEqualTo(expected);
  }

  @Test
  void anApplicationThatIsNotGrantedHasNoPatentNumber() {
    assertThat(of(DocumentKind.PATENT, "CN", "110083831", "A", "201710601862.3"))
        .extracting(NumberNotation::use)
        .containsExactly(Use.PUBLICATION, Use.APPLICATION);
  }

  @Test
  void aWrongCheckDigitIsToldBesideTheRightNumber() {
    NumberNotation application =
        of(DocumentKind.PATENT, "CN", "110083831", "A", "201710601862.9").getLast();
    assertThat(application.text()).isEqualTo("201710601862.3");
    assertThat(application.findings())
        .extracting(NumberFinding::problem)
        .containsExactly(NumberFinding.Problem.WRONG_CHECK_DIGIT);
  }

  @Test
  void numbersOfRegistersAndOfLiteratureStayAsTheyAre() {
    assertThat(of(DocumentKind.TRADEMARK, "CN", "12345678", "", ""))
        .containsExactly(new NumberNotation(Use.REGISTRATION, "12345678", List.of()));
    assertThat(of(DocumentKind.LITERATURE, "", "ISBN 7-01", "", ""))
        .containsExactly(new NumberNotation(Use.OTHER, "ISBN 7-01", List.of()));
  }

  @Test
  void oneNumberIsNotShownTwice() {
    assertThat(of(DocumentKind.PATENT, "CN", "201710601862.3", "", "201710601862.3")).hasSize(1);
  }
}
