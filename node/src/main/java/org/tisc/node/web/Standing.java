package org.tisc.node.web;

/**
 * How a part of the node stands, as one line of the start page.
 *
 * @param tone {@code good}, {@code wait} or {@code bad}
 * @param text the line, plain
 * @param path where more is said
 */
public record Standing(String tone, String text, String path) {}
