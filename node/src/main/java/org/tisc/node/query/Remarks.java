package org.tisc.node.query;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What was found while one text was read. Used by one thread. */
final class Remarks {
  /** More mistakes than this help nobody; reading stops. */
  private static final int MOST_MISTAKES = 8;

  private static final int MOST_NOTES = 16;

  private final List<Remark> mistakes = new ArrayList<>();
  private final List<Remark> notes = new ArrayList<>();

  void add(RemarkKey key, Span span, String... arguments) {
    List<Remark> list = key.mistake() ? mistakes : notes;
    int most = key.mistake() ? MOST_MISTAKES : MOST_NOTES;
    if (list.size() < most) {
      list.add(new Remark(key, List.of(arguments), span));
    }
  }

  boolean full() {
    return mistakes.size() >= MOST_MISTAKES;
  }

  List<Remark> mistakes() {
    return byPosition(mistakes);
  }

  List<Remark> notes() {
    return byPosition(notes);
  }

  private static List<Remark> byPosition(List<Remark> remarks) {
    return remarks.stream().sorted(Comparator.comparingInt(one -> one.span().from())).toList();
  }
}
