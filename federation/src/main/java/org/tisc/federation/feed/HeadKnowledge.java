package org.tisc.federation.feed;

import org.tisc.federation.identity.InstanceId;
import org.tisc.federation.state.StateStore;

/**
 * Where it is kept what this home folder knows of its own feeds.
 *
 * @param store keeps it, and is part of backups
 * @param instance tells this home folder from a restored copy
 */
public record HeadKnowledge(StateStore store, InstanceId instance) {}
