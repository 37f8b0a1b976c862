package org.tisc.node.document;

import java.util.List;
import java.util.Optional;

/**
 * Who is named in a document, each list in the source's order.
 *
 * @param applicants applicants, assignees or owners
 * @param holder the holder of a registered right, where the source tells one apart
 * @param creators creators of a layout design, authors of literature
 * @param region where the applicant or product is at home: a GB/T 2260 code or a place name; may be
 *     empty
 */
public record Parties(
    List<Party> applicants,
    List<Party> inventors,
    Optional<Party> holder,
    List<Party> creators,
    String region) {
  public Parties {
    applicants = List.copyOf(applicants);
    inventors = List.copyOf(inventors);
    creators = List.copyOf(creators);
    region = SafeText.line(region);
  }
}
