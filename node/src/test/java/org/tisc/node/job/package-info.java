/** Tests of the room {@code job}. */
@NullMarked
package org.tisc.node.job;

import org.jspecify.annotations.NullMarked;
