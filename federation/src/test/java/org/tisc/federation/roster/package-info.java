/** Tests of the room {@code roster} and the fakes of its ports. */
@NullMarked
package org.tisc.federation.roster;

import org.jspecify.annotations.NullMarked;
