package org.tisc.node.query;

import java.util.List;
import java.util.Random;

/** Seeded texts, from noise to nearly good queries of every dialect. */
public final class RandomTexts {
  private static final List<String> PIECES =
      List.of(
          " ",
          " ",
          " ",
          "(",
          ")",
          "{",
          "|",
          "}",
          "{a | b c}",
          "batery~",
          "~2",
          "｛锂电池｜电芯｝",
          "（",
          "）",
          "\"",
          "“",
          "”",
          "「",
          "」",
          "『",
          "[",
          "]",
          "=",
          "：",
          ":",
          ">",
          "<",
          ">=",
          "!=",
          "≠",
          "*",
          "-",
          "−",
          "+",
          "&",
          "&&",
          "||",
          "?",
          "#",
          "/",
          ".",
          ",",
          "，",
          "AND",
          "OR",
          "NOT",
          "and",
          "or",
          "not",
          "且",
          "或",
          "非",
          "TI",
          "名称",
          "PD",
          "公开日",
          "IPC",
          "TAC",
          "LS",
          "PN",
          "NICE",
          "LOC",
          "DOI",
          "地区",
          "KIND",
          "abc",
          "电池",
          "锂",
          "H01M",
          "10/0525",
          "CN110083831A",
          "CN",
          "110083831",
          "A",
          "2020",
          "2020-03-05",
          "2019年",
          "TO",
          "至",
          "有效",
          "专利",
          "35",
          "14-03",
          "广东",
          "\u0000",
          "\uD83D",
          "\uDE00",
          "\uD83D\uDE00",
          "é",
          "ß",
          "İ",
          "\u00A0",
          "\u3000",
          "\uFEFF",
          "ａ",
          "Ｔ",
          "＊",
          "x(y)z",
          "10.1000/x",
          "~",
          "~3",
          "~999",
          "2W",
          "3D",
          "120W",
          "NEAR",
          "NEAR/4",
          "ADJ2",
          "PRE3",
          "colo?r",
          "batter#",
          "电?池",
          "batter??*",
          "$",
          "TI,AB",
          "TI/CLM",
          "名称，摘要",
          "TAC,DES",
          "PD,AD",
          "TI,PD",
          "、",
          "+=",
          "NICE>",
          "[1 TO 9]",
          "..",
          "'",
          "{");

  private static final List<String> GOOD =
      List.of(
          "锂离子电池 AND (TI=隔膜 OR 摘要=涂层) NOT LS=失效",
          "TI,AB=(lithium 3W (batter* OR cell?)) PD=[2019 TO 2021]",
          "\"solid state\"~3 H01M10/0525 CN110083831A",
          "dc.title any/stem \"desk lamp\" and dc.date within \"2019 2021\"",
          "a or b and c not d prox/distance<=3/ordered e",
          "> d = \"info:srw/cql-context-set/1/dc-v1.1\" (d.title = lam* or cql.allRecords=1)",
          "ti=mouse trap pa any \"x y\" cpc=H01M10/0525 and not pd>=2019",
          "DP:([01.01.1940 TO 31.12.2005]) AND EN_ALL:pizza",
          "EN_AB:(mouse NEAR3 trap) OR IC/H01M EN_TI:\"a b\"~4");

  private RandomTexts() {}

  /** The text of a seed. */
  public static String next(long seed) {
    Random random = new Random(seed);
    return random.nextInt(3) == 0 ? pieces(random) : mutated(random);
  }

  /** Pieces of queries and noise, side by side. */
  static String pieces(Random random) {
    StringBuilder text = new StringBuilder();
    int pieces = 1 + random.nextInt(random.nextInt(20) == 0 ? 800 : 24);
    for (int i = 0; i < pieces; i++) {
      if (random.nextInt(40) == 0) {
        text.append((char) random.nextInt(Character.MAX_VALUE));
      } else {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
        text.append(random.nextInt(3) == 0 ? " " : "");
      }
    }
    return text.toString();
  }

  /** A good query of some dialect with a few changes. */
  private static String mutated(Random random) {
    StringBuilder text = new StringBuilder(GOOD.get(random.nextInt(GOOD.size())));
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(text.length() + 1);
      switch (random.nextInt(3)) {
        case 0 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(4)));
        default -> text.insert(at, text.substring(0, at));
      }
      text.setLength(Math.min(text.length(), QueryLanguage.LONGEST));
    }
    return text.toString();
  }
}
