package org.tisc.node.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.search.RenderedDocument.Mark;
import org.tisc.federation.search.RenderedDocument.Passage;
import org.tisc.node.query.FakeNumbers;
import org.tisc.node.query.QueryLanguage;
import org.tisc.node.query.WrittenWords;

/** What peers may send as display fields and marks. */
class ForeignTextTest {
  private final SearchTexts texts = SearchTexts.in(Locale.ENGLISH);

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "7", "\"text\"", "{", "{\"a\":}", "{} {", "<xml/>"})
  void takesWhatIsNoObjectForNoFields(String json) {
    assertThat(DisplayFields.read(json).isEmpty() || json.startsWith("{} ")).isTrue();
  }

  @Test
  void refusesObjectsThatAreTooDeepOrTooLong() {
    assertThat(DisplayFields.read("{\"a\":".repeat(40) + "1" + "}".repeat(40)).isEmpty()).isTrue();
    assertThat(DisplayFields.read("{\"a\":\"" + "x".repeat(70_000) + "\"}").isEmpty()).isTrue();
  }

  @Test
  void showsKnownFieldsInOneOrderAndCutsThem() {
    String json =
        "{\"doi\":\"10.1/x\",\"number\":\"N1\",\"unknown\":\"u\",\"goods\":{\"fr\":\"vin\"},"
            + "\"product\":\""
            + "长".repeat(400)
            + "\",\"ipc\":[],\"cpc\":[null,\" \"],"
            + "\"inventors\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\"]}";
    List<SearchView.Field> shown = DisplayFields.shown(DisplayFields.read(json), texts);
    assertThat(shown)
        .extracting(SearchView.Field::label)
        .containsExactly("Number", "Inventors", "Goods", "Product", "DOI");
    assertThat(shown.get(1).value()).isEqualTo("1, 2, 3, 4, 5, 6, 7, 8…");
    assertThat(shown.get(2).value()).isEqualTo("vin");
    assertThat(shown.get(3).value()).hasSize(301).endsWith("…");
  }

  @Test
  void keepsOnlyMarksThatRiseFitAndCutNoCharacter() {
    Passage passage =
        new Passage(
            "a\uD83D\uDE00bc",
            List.of(
                new Mark(-1, 1),
                new Mark(0, 1),
                new Mark(0, 1),
                new Mark(2, 3),
                new Mark(4, 4),
                new Mark(3, 4),
                new Mark(4, 99)));
    assertThat(Marks.sound(passage)).containsExactly(new Mark(0, 1), new Mark(3, 4));
    WrittenWords written =
        WrittenWords.of(new QueryLanguage(new FakeNumbers()).parse("a", Locale.ENGLISH).tree());
    assertThat(Marks.pieces(passage, written))
        .containsExactly(
            new WrittenWords.Piece("a", true, false),
            new WrittenWords.Piece("\uD83D\uDE00", false, false),
            new WrittenWords.Piece("b", true, true),
            new WrittenWords.Piece("c", false, false));
    assertThat(Marks.pieces(new Passage("", List.of()), written)).isEmpty();
  }
}
