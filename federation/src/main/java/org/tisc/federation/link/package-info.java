/**
 * The connections between members: one port for all memberships, one {@link
 * org.tisc.federation.link.PeerLink} per peer, TLS that proves who is there, and {@link
 * org.tisc.federation.link.Gate}, the one interceptor that judges every call. Knows how a roster is
 * kept but not how members are admitted; learns the calls it carries only as services and channels.
 *
 * <p>Threads: calls run on the executor the owner gives, one virtual thread each; event loops only
 * move bytes; one timer thread starts work and never waits. Tables of memberships and links are
 * concurrent maps read without locks. Read {@code Gate} first.
 */
@NullMarked
package org.tisc.federation.link;

import org.jspecify.annotations.NullMarked;
