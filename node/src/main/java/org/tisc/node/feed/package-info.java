/**
 * The feeds of this node as people see them: routes, the page, exported files and their check.
 * Knows nothing of what bodies mean and never shows one. Everything is thread-safe. Read {@code
 * FeedHttp} first.
 */
@NullMarked
package org.tisc.node.feed;

import org.jspecify.annotations.NullMarked;
