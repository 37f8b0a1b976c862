package org.tisc.node.document;

import java.util.List;
import java.util.Optional;

/**
 * When things happened, and how the right stands.
 *
 * @param firstExploitation first commercial use of a layout design
 * @param legalEvents in the source's order
 */
public record History(
    Optional<PartialDate> applicationDate,
    Optional<PartialDate> publicationDate,
    Optional<PartialDate> firstExploitation,
    LegalStatus legalStatus,
    List<LegalEvent> legalEvents) {
  public History {
    legalEvents = List.copyOf(legalEvents);
  }
}
