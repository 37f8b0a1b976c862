package org.tisc.node.ingest;

import java.io.InputStream;

/**
 * Bytes to read documents from.
 *
 * @param name the file's name for rejects and for recognising its format
 * @param stream the bytes, read once from front to end; closed with the reader
 */
public record Source(String name, InputStream stream) {}
