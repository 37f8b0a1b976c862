/**
 * How a node becomes, stays and ceases to be a member: creating a network, inviting, joining,
 * signing the roster and fetching the newest one, renewing keys, leaving, expelling and blocking.
 * {@link org.tisc.federation.membership.Memberships} is what the node calls. Stands on {@code link}
 * for connections and on {@code roster} for what a roster is; knows nothing of what members do with
 * each other.
 *
 * <p>Threads: everything a coordinator changes goes through one lock per network, so that two joins
 * at one instant are one after the other; keys are written before they are used. Read {@code
 * Memberships} first, then {@code Coordinator}, {@code Admissions} and {@code KeyRenewal}.
 */
@NullMarked
package org.tisc.federation.membership;

import org.jspecify.annotations.NullMarked;
