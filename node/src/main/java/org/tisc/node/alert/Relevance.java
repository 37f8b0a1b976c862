package org.tisc.node.alert;

import java.util.List;

/**
 * Whom an alert may concern, by codes; decides nothing on who gets it.
 *
 * @param regions administrative divisions by GB/T 2260, or countries by WIPO ST.3
 * @param industries by GB/T 4754
 * @param ipc symbols of the international patent classification
 * @param nice classes of goods and services
 * @param markets countries or markets
 * @param parties names of firms and persons in public documents
 */
record Relevance(
    List<String> regions,
    List<String> industries,
    List<String> ipc,
    List<String> nice,
    List<String> markets,
    List<String> parties) {
  Relevance {
    regions = List.copyOf(regions);
    industries = List.copyOf(industries);
    ipc = List.copyOf(ipc);
    nice = List.copyOf(nice);
    markets = List.copyOf(markets);
    parties = List.copyOf(parties);
  }
}
