/**
 * The connections between members: one port for all memberships, one {@link
 * org.tisc.federation.link.PeerLink} per peer, TLS that proves who is there, {@link
 * org.tisc.federation.link.Gate}, the one interceptor that judges every call, and one long-lived
 * stream per pair that carries the {@link org.tisc.federation.link.Topic}s of the rooms above.
 * Knows how a roster is kept but not how members are admitted; learns the calls it carries only as
 * services and channels, and what a topic says not at all.
 *
 * <p>Threads: calls run on the executor the owner gives, one virtual thread each; event loops only
 * move bytes; one timer thread starts work and never waits. Topics are called on virtual threads,
 * for one peer and topic one after the other. Tables of memberships and links are concurrent maps
 * read without locks. Locks nest in this order: table of links, streams of a peer, one stream, the
 * call under it; topics, listeners and the audit are called with none of them. Read {@code Gate}
 * first, then {@code LinkStream}.
 */
@NullMarked
package org.tisc.federation.link;

import org.jspecify.annotations.NullMarked;
