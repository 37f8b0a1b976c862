/**
 * Who may do what with which collection, decided on the provider's node and denied by default.
 * {@link org.tisc.federation.policy.Sharing} is the rule of one collection. No I/O; all values
 * immutable.
 */
@NullMarked
package org.tisc.federation.policy;

import org.jspecify.annotations.NullMarked;
