/**
 * Every failure that crosses a border: {@link org.tisc.federation.error.TiscException} with a
 * stable {@link org.tisc.federation.error.Reason}, whose {@link org.tisc.federation.error.Kind}
 * decides the gRPC code, the HTTP status and whether a retry can help. Knows nothing of any other
 * room. All types are immutable. Read {@code Kind} first.
 */
@NullMarked
package org.tisc.federation.error;

import org.jspecify.annotations.NullMarked;
