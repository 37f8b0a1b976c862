/**
 * How feeds travel: the topic {@code feed} of the stream of each pair, over which members tell what
 * they hold, ask for what they lack, and hand on; the signed statements that are receipts; and the
 * files that entries name. Owns positions of peers, wants, receipts and their matrix, and the ports
 * of files; knows feeds only as entries that follow one another, and not at all what they mean.
 *
 * <p>Threads: what comes in from one peer is taken on that peer's turn and may wait for local disk;
 * everything that goes out for one network is decided on one thread, see {@link
 * org.tisc.federation.sync.NetworkSync}. Its lock is held for memory only, never across disk or
 * network, and may be held when a link takes an offer. Read {@code NetworkSync} first.
 */
@NullMarked
package org.tisc.federation.sync;

import org.jspecify.annotations.NullMarked;
