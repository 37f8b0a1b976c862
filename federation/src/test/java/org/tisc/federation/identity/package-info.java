/** Tests of the room {@code identity} and the fakes of its ports. */
@NullMarked
package org.tisc.federation.identity;

import org.jspecify.annotations.NullMarked;
