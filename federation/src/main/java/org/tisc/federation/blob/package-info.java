/**
 * Files that belong to entries: which entries name them, who may have them, the port that keeps
 * them, the service that hands them out piece by piece, and the fetching of those that are wanted.
 * Knows entries by their headers alone, and where feeds stand elsewhere only as a list of members
 * that may hold a file.
 *
 * <p>Threads: everything is thread-safe; what touches a file or a peer blocks, on a virtual thread
 * of its own. Read {@link org.tisc.federation.blob.Blobs} first.
 */
@NullMarked
package org.tisc.federation.blob;

import org.jspecify.annotations.NullMarked;
