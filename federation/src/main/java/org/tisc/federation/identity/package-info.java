/**
 * Who somebody is: {@link org.tisc.federation.identity.NetworkId}, {@link
 * org.tisc.federation.identity.NodeId}, keys, key hashes, certificates and signatures. The only
 * room that imports Bouncy Castle. Knows no network traffic and no roster. All values are immutable
 * and may be shared between threads. Read {@code PeerId} first.
 */
@NullMarked
package org.tisc.federation.identity;

import org.jspecify.annotations.NullMarked;
