package org.tisc.federation.search;

import com.google.protobuf.ByteString;
import java.util.Optional;
import org.tisc.federation.identity.NodeId;

/**
 * One whole document from its owner.
 *
 * @param node whose copy it is
 * @param collection where it stands there
 * @param licence of that collection
 * @param onward whether it may be passed on: no, cite or yes
 * @param json one JSON object of schema tisc.document/1, unchecked
 * @param abridged whether the owner keeps fields back, so that some may be missing
 */
public record FetchedDocument(
    NodeId node,
    String collection,
    Optional<String> licence,
    String onward,
    ByteString json,
    boolean abridged) {}
