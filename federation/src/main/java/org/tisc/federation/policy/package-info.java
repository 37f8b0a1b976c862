/**
 * Who may do what with which collection, decided on the provider's node and denied by default.
 * {@link org.tisc.federation.policy.RuleSet} decides, without I/O; {@link
 * org.tisc.federation.policy.Policy} keeps the rules on disk, version by version; {@link
 * org.tisc.federation.policy.Guard} applies them to the calls of peers and counts quotas. Knows no
 * index and no query: fields are names that the room above gives. All values are immutable, the
 * three classes that hold state are thread-safe.
 */
@NullMarked
package org.tisc.federation.policy;

import org.jspecify.annotations.NullMarked;
