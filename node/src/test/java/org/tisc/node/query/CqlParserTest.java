package org.tisc.node.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The grammar of CQL, whatever this node can run of it. */
class CqlParserTest {
  private static String tree(String text) {
    Remarks remarks = new Remarks();
    return new CqlParser(text, remarks, false)
        .parse()
        .map(CqlText::of)
        .orElseGet(() -> remarks.mistakes().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "lamp|cql.serverChoice = \"lamp\"",
        "\"desk lamp\"|cql.serverChoice = \"desk lamp\"",
        "or|cql.serverChoice = \"or\"",
        "any|cql.serverChoice = \"any\"",
        "a:b/c.d|cql.serverChoice = \"a:b/c.d\"",
        "((lamp))|cql.serverChoice = \"lamp\"",
        "dc.title any/stem/relevant \"desk lamp\"|dc.title any/stem/relevant \"desk lamp\"",
        "dc.title =/rel.algorithm=cori lamp|dc.title =/rel.algorithm=cori \"lamp\"",
        "pages <= 9|pages <= \"9\"",
        "pages<>9|pages <> \"9\"",
        "pages ≥ 9|pages >= \"9\"",
        "title rel.near lamp|title rel.near \"lamp\"",
        "a or b and c not d|(((cql.serverChoice = \"a\" or cql.serverChoice = \"b\") and"
            + " cql.serverChoice = \"c\") not cql.serverChoice = \"d\")",
        "a or (b and c)|(cql.serverChoice = \"a\" or (cql.serverChoice = \"b\" and"
            + " cql.serverChoice = \"c\"))",
        "a AND or OR and|((cql.serverChoice = \"a\" and cql.serverChoice = \"or\") or"
            + " cql.serverChoice = \"and\")",
        "a prox/unit=word/distance<=3/ordered b|(cql.serverChoice = \"a\""
            + " prox/unit=word/distance<=3/ordered cql.serverChoice = \"b\")",
        "a and/rel.combine=sum b|(cql.serverChoice = \"a\" and/rel.combine=sum"
            + " cql.serverChoice = \"b\")",
        "> d = \"info:x\" d.title any lamp|>d=info:x d.title any \"lamp\"",
        ">\"info:x\" title any lamp|>=info:x title any \"lamp\"",
        "(> d = \"info:x\" d.title=a) or b|(>d=info:x d.title = \"a\" or cql.serverChoice ="
            + " \"b\")",
        "lamp sortby dc.date/sort.descending title|cql.serverChoice = \"lamp\" sortby"
            + " dc.date/sort.descending title",
        "title = \"a \\\"b\\\" c\"|title = \"a \\\"b\\\" c\"",
        "（标题　＝　“台灯”）|标题 = \"台灯\"",
      })
  void readsTheTree(String text, String expected) {
    assertThat(tree(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "lamp desk|CQL_OPERATOR@5",
        "lamp = |CQL_TERM@6",
        "title any|CQL_TERM@9",
        "title any )|CQL_TERM@10",
        "a and|CQL_TERM@5",
        "a and )|CQL_TERM@6",
        "= a|CQL_TERM@0",
        "(a|UNCLOSED_BRACKET@0",
        "a)|UNOPENED_BRACKET@1",
        "a and ()|EMPTY_BRACKETS@6",
        "\"a|UNCLOSED_QUOTE@0",
        "title any/ a|CQL_TERM@12",
        "title any/=2 a|CQL_MODIFIER_NAME@10",
        "title any/x= a|CQL_TERM@14",
        "title any/x=|CQL_TERM@12",
        "a sortby|CQL_TERM@8",
        "> d = |CQL_TERM@5",
        "a = b = c|CQL_OPERATOR@6",
      })
  void namesTheFirstMistakeAndItsPosition(String text, String expected) {
    Remarks remarks = new Remarks();
    new CqlParser(text, remarks, false).parse();
    assertThat(remarks.mistakes())
        .extracting(one -> one.key() + "@" + one.span().from())
        .containsExactly(expected);
  }

  @Test
  void joinsNeighboursOnlyWhereTheyJoin() {
    assertThat(new CqlParser("desk lamp", new Remarks(), true).parse().map(CqlText::of))
        .contains("(cql.serverChoice = \"desk\" and cql.serverChoice = \"lamp\")");
    assertThat(new CqlParser("a and not b", new Remarks(), true).parse().map(CqlText::of))
        .contains("(cql.serverChoice = \"a\" not cql.serverChoice = \"b\")");
    assertThat(new CqlParser("method all lamps", new Remarks(), true).parse().map(CqlText::of))
        .contains(
            "((cql.serverChoice = \"method\" and cql.serverChoice = \"all\") and"
                + " cql.serverChoice = \"lamps\")");
  }
}
