/** Tests of the state port: the contract that every implementation passes. */
@NullMarked
package org.tisc.federation.state;

import org.jspecify.annotations.NullMarked;
