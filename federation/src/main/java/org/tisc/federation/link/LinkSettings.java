package org.tisc.federation.link;

import java.util.function.Supplier;
import org.tisc.federation.roster.Endpoint;

/**
 * How a node's port behaves.
 *
 * @param bind where to listen; port 0 for any free one
 * @param limits what bounds connections and calls
 * @param access what callers must show for each service
 * @param own what this node says of itself, read at each greeting
 */
public record LinkSettings(
    Endpoint bind, LinkLimits limits, Access access, Supplier<Greeting> own) {}
