package org.tisc.federation.search;

/**
 * How this node's searches went since its start, in counts; no query and no term.
 *
 * @param queries answered over a network, whatever the answer
 * @param rounds that these took, a round being one question to several peers at once
 * @param warm queries of one round
 * @param remembered times that a peer's statistics were known before it was asked
 * @param asked times that they had to be asked for
 * @param moved times that what was remembered was not the newest any more
 * @param skipped times that a peer was not searched, since it has nothing that could match
 * @param contradictions answers refused because they said otherwise of a segment than before
 * @param cacheBytes what is remembered of all peers, by estimate
 */
public record SearchFigures(
    long queries,
    long rounds,
    long warm,
    long remembered,
    long asked,
    long moved,
    long skipped,
    long contradictions,
    long cacheBytes) {}
