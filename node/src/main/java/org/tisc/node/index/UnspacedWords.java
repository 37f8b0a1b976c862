package org.tisc.node.index;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.tisc.node.index.TellingTerms.Candidate;
import org.tisc.node.index.TellingTerms.Part;

/**
 * The words of a text in scripts without spaces, found without a dictionary. The text is cut at
 * everything that is no such character, at particles and at the phrases that every patent has. Of
 * what is left, a piece is a word where it stands at least twice and is not most often a part of a
 * longer such piece, or where it is all that stands between two cuts.
 */
final class UnspacedWords {
  private static final int SHORTEST = 2;
  private static final int LONGEST = 8;

  /** What stands alone between two cuts is a word only up to here. */
  private static final int LONGEST_ALONE = 6;

  /** Phrases of patents and particles, longer ones before those that they hold. */
  private static final Pattern COMMON =
      Pattern.compile(
          "其特征在于|权利要求|实用新型|本发明|本公开|本申请|具体地|优选地|进一步|以下|所述|一种|一个|多个|至少|包括|包含|其中|通过|提供"
              + "|涉及|公开|具有|进行|采用|利用|使用|用于|能够|可以|以及|并且|或者|设置|设有|方法|装置|系统|步骤|技术|领域|背景|其他"
              + "|其它|属于|分别|根据|如下|例如|还有|因此|从而|这种|该种|相应|不同|相关|上述|下述|前述|制备|得到|获得|实现|解决|問題|问题"
              + "|[的了和与與及或在是为為之其所该該而于於由被将將把从從且并並若则則即等也均各每]");

  private static final Pattern OTHERS =
      Pattern.compile("[^\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsHangul}]+");

  private UnspacedWords() {}

  static List<Candidate> of(List<Part> parts) {
    Map<String, Integer> counts = new HashMap<>();
    Map<String, Integer> times = new HashMap<>();
    Set<String> alone = new HashSet<>();
    for (Part part : parts) {
      for (String run : OTHERS.split(part.text(), -1)) {
        for (String piece : COMMON.split(run, -1)) {
          count(piece, part.times(), counts, times);
          if (piece.length() >= SHORTEST && piece.length() <= LONGEST_ALONE) {
            alone.add(piece);
          }
        }
      }
    }
    Set<String> covered = covered(counts);
    List<Candidate> candidates = new ArrayList<>();
    counts.forEach(
        (piece, count) -> {
          boolean word = (count >= 2 && !covered.contains(piece)) || alone.contains(piece);
          if (word) {
            candidates.add(new Candidate(piece, count, times.getOrDefault(piece, count)));
          }
        });
    return candidates;
  }

  private static void count(
      String piece, int weight, Map<String, Integer> counts, Map<String, Integer> times) {
    for (int from = 0; from < piece.length(); from++) {
      for (int length = SHORTEST; length <= LONGEST; length++) {
        int to = from + length;
        if (to > piece.length()) {
          break;
        }
        if (Passages.boundary(piece, from) == from && Passages.boundary(piece, to) == to) {
          String part = piece.substring(from, to);
          counts.merge(part, 1, Integer::sum);
          times.merge(part, weight, Integer::sum);
        }
      }
    }
  }

  /** Pieces that stand most often inside a longer one that stands twice or more. */
  private static Set<String> covered(Map<String, Integer> counts) {
    Set<String> covered = new HashSet<>();
    counts.forEach(
        (longer, count) -> {
          if (count >= 2 && longer.length() > SHORTEST) {
            for (int from = 0; from < longer.length(); from++) {
              for (int to = from + SHORTEST; to <= longer.length(); to++) {
                String part = longer.substring(from, to);
                if (part.length() < longer.length() && counts.getOrDefault(part, 0) < 2 * count) {
                  covered.add(part);
                }
              }
            }
          }
        });
    return covered;
  }
}
