package org.tisc.node.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkbookTableTest {
  @Test
  void aCellHoldsWhatExcelAndXmlCan() {
    assertThat(WorkbookTable.cell("a\u0001b\uFFFE\tc\n电池")).isEqualTo("ab\tc\n电池");
    assertThat(WorkbookTable.cell("长".repeat(40_000)))
        .hasSize(WorkbookTable.LONGEST_CELL)
        .endsWith("…");
    String pairs = WorkbookTable.cell("a" + "\uD83D\uDE00".repeat(20_000));
    assertThat(pairs.length())
        .isBetween(WorkbookTable.LONGEST_CELL - 1, WorkbookTable.LONGEST_CELL);
    assertThat(pairs).endsWith("\uDE00…");
  }
}
