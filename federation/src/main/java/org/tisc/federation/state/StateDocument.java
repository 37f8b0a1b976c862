package org.tisc.federation.state;

import com.google.protobuf.ByteString;

/**
 * One stored document.
 *
 * @param kind the family, such as {@code roster}; {@code [a-z][a-z0-9-]*}
 * @param id the name inside the family, at most 200 characters
 * @param revision 1 for the first write, one more with each later write
 * @param content the bytes, at most {@link StateStore#MAX_CONTENT_BYTES}
 */
public record StateDocument(String kind, String id, long revision, ByteString content) {}
