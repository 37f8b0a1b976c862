/** Tests of the exchange of feeds: pure, over fake links in fake time, and over real ones. */
@org.jspecify.annotations.NullMarked
package org.tisc.federation.sync;
