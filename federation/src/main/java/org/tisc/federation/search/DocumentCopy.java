package org.tisc.federation.search;

/**
 * One copy of a document on one node.
 *
 * @param key the document key
 * @param collection the collection of that node that holds the copy
 */
public record DocumentCopy(String key, String collection) {}
