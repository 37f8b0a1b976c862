/** Tests of feeds, the fake of their store and the contract that every store passes. */
@NullMarked
package org.tisc.federation.feed;

import org.jspecify.annotations.NullMarked;
