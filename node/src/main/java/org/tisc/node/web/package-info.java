/**
 * The HTTP side of the node: the server, the routes with the permission each needs, who is calling,
 * problem answers (RFC 9457), page frame and assets. The only room that imports Jetty; features see
 * {@link org.tisc.node.web.Routes}, {@link org.tisc.node.web.Exchange} and {@link
 * org.tisc.node.web.Reply} alone. Handlers run on one virtual thread per request and may block.
 */
@NullMarked
package org.tisc.node.web;

import org.jspecify.annotations.NullMarked;
