/**
 * Tests of the whole, and {@link org.tisc.federation.FederationRegion}, a region of real nodes in
 * one process for the tests of other rooms and modules.
 */
@NullMarked
package org.tisc.federation;

import org.jspecify.annotations.NullMarked;
