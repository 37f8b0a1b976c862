/**
 * Feeds: each member's append-only, signed logs of what it shares. Owns entries, their hash chain
 * and signatures, the judgement of what somebody hands over as an entry, and the port {@link
 * org.tisc.federation.feed.FeedStore}; does not know how entries travel nor what bodies mean. The
 * room above that moves them is {@code sync}; what a body means is known to the owner of the
 * records.
 *
 * <p>Threads: everything is thread-safe; appending and storing block on local disk. Each feed has
 * one order, that of its store. Read {@link org.tisc.federation.feed.EntryHeader} first, then
 * {@link org.tisc.federation.feed.FeedStore}.
 */
@NullMarked
package org.tisc.federation.feed;

import org.jspecify.annotations.NullMarked;
