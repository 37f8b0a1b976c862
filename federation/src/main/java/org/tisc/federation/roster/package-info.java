/**
 * Who belongs to a network: the signed {@link org.tisc.federation.roster.Roster}, its check, and
 * the keeping of the newest one. A roster is accepted only when its signature leads to the
 * network's root and its version is higher, and it is on disk before anybody acts on it. Knows no
 * network traffic and not how members are admitted. Rosters are immutable snapshots; {@link
 * org.tisc.federation.roster.RosterKeeper} serialises changes under its own lock, publishes by a
 * volatile field, and calls listeners outside of it. Read {@code RosterKeeper} first.
 */
@NullMarked
package org.tisc.federation.roster;

import org.jspecify.annotations.NullMarked;
