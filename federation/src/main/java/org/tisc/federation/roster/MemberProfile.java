package org.tisc.federation.roster;

import java.util.List;
import java.util.regex.Pattern;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * What a member says about itself.
 *
 * @param names the centre's names
 * @param region code of GB/T 2260 of 2 to 6 digits, or empty
 * @param endpoints where it can be dialled, best first; empty behind a firewall; at most 8
 * @param softwareVersion at most 64 characters of printable ASCII; may be empty
 * @param details what people want to know of the centre
 */
public record MemberProfile(
    Names names,
    String region,
    List<Endpoint> endpoints,
    String softwareVersion,
    CentreDetails details) {
  private static final Pattern REGION = Pattern.compile("(\\d{2,6})?");
  private static final Pattern VERSION = Pattern.compile("[\\x21-\\x7e]{0,64}");
  private static final int MAX_ENDPOINTS = 8;

  /** A profile without details. */
  public MemberProfile(
      Names names, String region, List<Endpoint> endpoints, String softwareVersion) {
    this(names, region, endpoints, softwareVersion, CentreDetails.NONE);
  }

  public MemberProfile {
    endpoints = List.copyOf(endpoints);
    require(REGION.matcher(region).matches(), "A region is a code of 2 to 6 digits");
    require(
        VERSION.matcher(softwareVersion).matches(),
        "A software version is at most 64 printable characters");
    require(
        endpoints.size() <= MAX_ENDPOINTS, "A member has at most " + MAX_ENDPOINTS + " endpoints");
    require(
        endpoints.stream().allMatch(endpoint -> endpoint.port() > 0),
        "An advertised endpoint needs a port above 0");
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new TiscException(Reason.INVALID_ARGUMENT, message);
    }
  }
}
