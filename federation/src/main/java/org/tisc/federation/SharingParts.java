package org.tisc.federation;

import org.tisc.federation.blob.BlobSettings;
import org.tisc.federation.blob.BlobStore;
import org.tisc.federation.feed.FeedEvents;
import org.tisc.federation.feed.FeedStore;
import org.tisc.federation.identity.InstanceId;
import org.tisc.federation.sync.SyncLimits;

/**
 * What a node needs beside its links to share records and files.
 *
 * @param feeds keeps entries with their effects
 * @param files keeps files
 * @param instance tells this home folder from a restored copy
 * @param events hears of forks and epochs
 * @param limits what bounds the exchange
 * @param fileSettings what bounds files
 */
public record SharingParts(
    FeedStore feeds,
    BlobStore files,
    InstanceId instance,
    FeedEvents events,
    SyncLimits limits,
    BlobSettings fileSettings) {}
