/**
 * Files that belong to shared entries, in a folder of the home folder: the implementation of {@link
 * org.tisc.federation.blob.BlobStore}. Knows files by their hash alone.
 *
 * <p>Threads: everything is thread-safe and blocks on local disk. Read {@link
 * org.tisc.node.blob.FolderBlobStore} first.
 */
@NullMarked
package org.tisc.node.blob;

import org.jspecify.annotations.NullMarked;
