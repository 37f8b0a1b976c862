package org.tisc.federation.link;

import org.tisc.federation.identity.InstanceId;

/**
 * What a node says about itself to keep a link.
 *
 * @param softwareVersion the version of its software
 * @param scoringProfile the profile it ranks by
 * @param instance which of all homes that ever held its identity it is
 */
public record Greeting(String softwareVersion, String scoringProfile, InstanceId instance) {}
