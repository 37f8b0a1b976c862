/**
 * Networks as the administrator meets them: create, invite, join, look at the roster and at the
 * node's state. A feature room: turns HTTP into calls of the federation and back. Knows no Jetty
 * and no gRPC.
 */
@NullMarked
package org.tisc.node.network;

import org.jspecify.annotations.NullMarked;
