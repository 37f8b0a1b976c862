/** Tests of the audit log: chain, durability, damage. */
@NullMarked
package org.tisc.federation.audit;

import org.jspecify.annotations.NullMarked;
