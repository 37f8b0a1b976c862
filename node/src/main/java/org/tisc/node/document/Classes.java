package org.tisc.node.document;

import java.util.List;
import java.util.function.Function;

/**
 * Where the classification schemes place a document. Symbols that can be read are kept in the
 * scheme's display form ({@code H01M 10/0525}), others as written; order is kept, doubles go.
 *
 * @param ipc International Patent Classification
 * @param cpc Cooperative Patent Classification
 * @param locarno designs, {@code 14-03}
 * @param niceClasses goods and services, 1 to 45, rising
 */
public record Classes(
    List<String> ipc, List<String> cpc, List<String> locarno, List<Integer> niceClasses) {
  public Classes {
    ipc = normal(ipc, Classifications::displayPatentClass);
    cpc = normal(cpc, Classifications::displayPatentClass);
    locarno = normal(locarno, text -> Classifications.locarno(text).orElse(text));
    niceClasses = niceClasses.stream().distinct().sorted().toList();
  }

  private static List<String> normal(List<String> symbols, Function<String, String> form) {
    return symbols.stream()
        .map(SafeText::line)
        .filter(symbol -> !symbol.isEmpty())
        .map(form)
        .distinct()
        .toList();
  }
}
