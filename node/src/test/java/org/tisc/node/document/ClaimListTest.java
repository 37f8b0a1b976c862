package org.tisc.node.document;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tisc.node.document.ClaimList.Claim;

class ClaimListTest {
  @Test
  void claimsBeginWhereALineHasTheNextNumber() {
    assertThat(
            ClaimList.of(
                "1. 一种隔膜，其特征在于：\n  2.5 微米厚；\n2、根据权利要求1所述的隔膜。\n　3．根据权利要求2所述的隔膜，\n含有：\n4) x"))
        .containsExactly(
            new Claim(1, "一种隔膜，其特征在于：\n  2.5 微米厚；"),
            new Claim(2, "根据权利要求1所述的隔膜。"),
            new Claim(3, "根据权利要求2所述的隔膜，\n含有："),
            new Claim(4, "x"));
  }

  @Test
  void aNumberOutOfTurnBelongsToTheClaimBeforeIt() {
    assertThat(ClaimList.of("1. A cell\n7. of seven\n2. The cell of claim 1"))
        .containsExactly(new Claim(1, "A cell\n7. of seven"), new Claim(2, "The cell of claim 1"));
  }

  @Test
  void aTextThatDoesNotBeginWithClaimOneIsNotCut() {
    assertThat(ClaimList.of("What is claimed is:\n1. A cell")).isEmpty();
    assertThat(ClaimList.of("A cell\n2. another")).isEmpty();
    assertThat(ClaimList.of("")).isEmpty();
    assertThat(ClaimList.of("99999999. x")).isEmpty();
  }
}
