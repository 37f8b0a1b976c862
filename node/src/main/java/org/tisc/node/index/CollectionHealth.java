package org.tisc.node.index;

import java.util.Optional;

/**
 * How a collection is, for people.
 *
 * @param name of the collection
 * @param damage why it cannot be opened; empty where it can
 * @param waits whether its index was written by another version and waits for a reindex
 */
public record CollectionHealth(String name, Optional<String> damage, boolean waits) {}
