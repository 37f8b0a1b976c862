package org.tisc.federation;

import org.tisc.federation.blob.BlobSettings;
import org.tisc.federation.blob.BlobStore;
import org.tisc.federation.feed.Feeds;
import org.tisc.federation.sync.SyncLimits;

/**
 * What a node needs beside its links to share records and files.
 *
 * @param feeds its feeds and those of others
 * @param files keeps files
 * @param limits what bounds the exchange
 * @param fileSettings what bounds files
 */
public record SharingParts(
    Feeds feeds, BlobStore files, SyncLimits limits, BlobSettings fileSettings) {}
