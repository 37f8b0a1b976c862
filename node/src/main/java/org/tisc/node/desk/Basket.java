package org.tisc.node.desk;

import java.time.Instant;

/**
 * One basket.
 *
 * @param id by which it is named in addresses; its name may change
 * @param documents in it
 */
public record Basket(String id, String name, Instant created, long documents) {}
