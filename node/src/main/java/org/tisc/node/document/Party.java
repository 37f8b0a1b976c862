package org.tisc.node.document;

import java.util.Optional;

/**
 * A person or body named in a document: applicant, inventor, holder, creator.
 *
 * @param names the name by language; at least one
 * @param country the ST.3 code told by the source, upper case; may be empty
 * @param address the address as written; may be empty
 */
public record Party(LangMap names, String country, String address) {
  public Party {
    country = Country.code(country);
    address = SafeText.line(address);
  }

  /** A party known by name only; the language follows from the script. */
  public static Party of(String name) {
    String clean = SafeText.line(name);
    return new Party(LangMap.of(Languages.guess(clean), clean), "", "");
  }

  /** A party with country and address, which may be empty. */
  public static Party of(String name, String country, String address) {
    return new Party(of(name).names(), country, address);
  }

  /** The name, if that is all there is to tell. */
  Optional<String> bareName() {
    if (names.texts().size() != 1 || !country.isEmpty() || !address.isEmpty()) {
      return Optional.empty();
    }
    return names.preferred().filter(name -> of(name).equals(this));
  }

  /** The name to show first; empty only for a party that the rules refuse. */
  public String displayName() {
    return names.preferred().orElse("");
  }
}
