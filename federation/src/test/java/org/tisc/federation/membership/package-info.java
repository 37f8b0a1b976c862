/** Tests of the room {@code membership} and the fakes of its ports. */
@NullMarked
package org.tisc.federation.membership;

import org.jspecify.annotations.NullMarked;
