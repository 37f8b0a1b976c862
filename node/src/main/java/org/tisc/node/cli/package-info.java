/**
 * The {@code tisc} commands. Apart from a little offline work they speak to a node over its HTTP
 * interface and print tables from the same JSON that {@code --json} prints, so this room imports no
 * feature, no server and no index. One thread runs one command. Texts stand in {@code
 * messages_*.properties}. Read {@code Tisc} first, then {@code NodeCommand}.
 */
@NullMarked
package org.tisc.node.cli;

import org.jspecify.annotations.NullMarked;
