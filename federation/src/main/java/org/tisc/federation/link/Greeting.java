package org.tisc.federation.link;

/**
 * What a node says about itself to keep a link.
 *
 * @param softwareVersion the version of its software
 * @param scoringProfile the profile it ranks by
 */
public record Greeting(String softwareVersion, String scoringProfile) {}
