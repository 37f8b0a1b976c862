package org.tisc.federation.search;

/**
 * How much searching an index does. Who gave up a search can see here that nothing goes on for it.
 *
 * @param visited matching documents that searches and counts have looked at since the start
 * @param running searches of one collection each that run now
 * @param waiting the same that wait for a thread
 */
public record SearchLoad(long visited, int running, int waiting) {}
