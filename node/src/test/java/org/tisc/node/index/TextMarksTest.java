package org.tisc.node.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.IndexTerm;
import org.tisc.federation.search.RenderedDocument.Mark;

class TextMarksTest {
  private final QueryAnalysis analysis = new QueryAnalysis();

  @Test
  void wholeTextsAreMarkedInTheFieldsThatAQueryNames() {
    TextMarks marks = TextMarks.of(analysis.text(IndexField.ABSTRACT, "锂离子"));
    assertThat(marks.in("abstract", "一种锂离子电池")).containsExactly(new Mark(2, 5));
    assertThat(marks.in("title", "一种锂离子电池")).isEmpty();
    assertThat(marks.in("applicant", "锂离子公司")).isEmpty();
    assertThat(marks.in("no such field", "锂离子")).isEmpty();
  }

  @Test
  void aDescriptionIsMarkedByWhatIsSoughtInClaimsAndInItself() {
    assertThat(TextMarks.of(analysis.words("电池")).in("description", "电池组"))
        .containsExactly(new Mark(0, 2));
    assertThat(
            TextMarks.of(analysis.text(IndexField.DESCRIPTION, "cells"))
                .in("description", "A cell and cells"))
        .containsExactly(new Mark(2, 6), new Mark(11, 16));
  }

  @Test
  void whatStandsFarBehindStaysUnmarkedAndNoCharacterIsCut() {
    TextMarks marks = TextMarks.of(analysis.words("电池"));
    assertThat(marks.in("claims", "x ".repeat(TextMarks.LONGEST) + "电池")).isEmpty();
    String pair = "a" + "𠮷".repeat(TextMarks.LONGEST / 2 + 1);
    List<Mark> found = TextMarks.of(analysis.words("𠮷")).in("claims", pair);
    assertThat(found).containsExactly(new Mark(1, TextMarks.LONGEST - 1));
  }

  @Test
  void aQueryThatIsNotRunHereIsRefused() {
    assertThatThrownBy(() -> TextMarks.of(new CanonicalQuery.Term(IndexTerm.of("nowhere", "x"))))
        .isInstanceOf(TiscException.class);
  }
}
