/**
 * The port through which the federation keeps small versioned documents on disk: rosters, used
 * invitations, sharing rules, peer health. {@link org.tisc.federation.state.StateStore} is
 * implemented by the node; every implementation passes the same contract test. Knows no other room
 * but errors.
 */
@NullMarked
package org.tisc.federation.state;

import org.jspecify.annotations.NullMarked;
