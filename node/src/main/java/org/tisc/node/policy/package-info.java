/**
 * Rules of sharing for people: routes and pages that list, make, remove and explain them. {@link
 * org.tisc.node.policy.PolicyHttp} declares the routes. The rules themselves are {@code
 * org.tisc.federation.policy}'s; this room keeps nothing. Thread-safe.
 */
@NullMarked
package org.tisc.node.policy;

import org.jspecify.annotations.NullMarked;
