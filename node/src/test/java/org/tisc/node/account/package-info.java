/** Tests of the room {@code account}. */
@NullMarked
package org.tisc.node.account;

import org.jspecify.annotations.NullMarked;
