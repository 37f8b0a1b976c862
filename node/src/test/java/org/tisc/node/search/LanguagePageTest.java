package org.tisc.node.search;

import static org.assertj.core.api.Assertions.assertThat;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.node.query.Dialect;
import org.tisc.node.query.FakeNumbers;
import org.tisc.node.query.QueryLanguage;

class LanguagePageTest {
  private static final TemplateEngine TEMPLATES =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, LanguagePageTest.class.getClassLoader(), "org.tisc.node");

  private final QueryLanguage language = new QueryLanguage(new FakeNumbers());

  private LanguageView view(Locale locale) {
    return new LanguagePage(language, SearchTexts.in(locale)).view();
  }

  @ParameterizedTest
  @ValueSource(strings = {"zh", "en"})
  void showsEveryNotationWithExamplesThatAreRead(String tag) {
    LanguageView view = view(Locale.of(tag));
    assertThat(view.sections())
        .extracting(LanguageView.Section::dialect)
        .contains("cql", "espacenet", "patentscope");
    assertThat(view.sections())
        .allSatisfy(
            section ->
                assertThat(section.examples())
                    .hasSizeGreaterThanOrEqualTo(5)
                    .allSatisfy(
                        example -> {
                          assertThat(example.meaning()).isNotBlank();
                          assertThat(language.parse(example.understoodAs(), Locale.of(tag)).tree())
                              .isNotNull();
                        }));
    assertThat(view.refused()).hasSize(8).allSatisfy(row -> assertThat(row.text()).isNotBlank());
    StringOutput html = new StringOutput();
    TEMPLATES.render("search/language.jte", Map.of("view", view), html);
    assertThat(html.toString())
        .contains("<code>(锂 2W 电池)</code>")
        .contains("dialect=cql")
        .contains("href=\"/search\"");
  }

  @Test
  void offersEveryDialectInBothLanguages() {
    for (Locale locale : List.of(Locale.CHINESE, Locale.ENGLISH)) {
      for (String name : Dialect.names()) {
        assertThat(SearchTexts.in(locale).find("dialect." + name)).isPresent();
      }
    }
  }
}
