/** Tests of the room {@code state} and the fakes of its ports. */
@NullMarked
package org.tisc.federation.state;

import org.jspecify.annotations.NullMarked;
