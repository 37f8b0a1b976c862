package org.tisc.deploy.sample;

import java.util.List;
import java.util.Locale;

/** The invented centres of the demo region. */
public final class DemoCentres {
  private DemoCentres() {}

  /**
   * A centre.
   *
   * @param id its node
   * @param region administrative division by GB/T 2260
   */
  public record Centre(String id, String zh, String en, String region) {}

  /** The centre at a position from 0; behind the named ones they are numbered. */
  public static Centre at(int position) {
    List<Vocabulary.Centre> named = Vocabulary.load().names().centres();
    if (position < named.size()) {
      Vocabulary.Centre centre = named.get(position);
      return new Centre(centre.id(), centre.zh(), centre.en(), centre.region());
    }
    return new Centre(
        String.format(Locale.ROOT, "centre-%02d", position),
        "样例中心" + position,
        "Sample Centre " + position,
        "130000");
  }
}
