package org.tisc.federation.sync;

import org.tisc.federation.feed.FeedId;

/**
 * Asks for entries of one feed and epoch.
 *
 * @param from the first wanted
 * @param to the last wanted; 0 for all there are
 * @param bodiesNeeded whether entries without body are of no use
 * @param maxBytes how much the asker takes before it asks again
 */
record Want(FeedId feed, long epoch, long from, long to, boolean bodiesNeeded, int maxBytes) {}
