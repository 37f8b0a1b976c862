/**
 * Tests of the built distribution: real processes of {@code deploy/target/dist}, asked only through
 * what outsiders have, that is the command {@code tisc} and HTTP, and hurt as only a machine can
 * hurt them, by signals. All share one region of three nodes ({@link
 * org.tisc.deploy.process.ProcessRegion}), which {@link org.tisc.deploy.process.RegionExtension}
 * starts once and hands to every test; after each class it looks through the nodes' files for stack
 * traces and secrets. Knows no class of the node except its command line. Tests run one after the
 * other. Read {@code OutageTest} first.
 */
@NullMarked
package org.tisc.deploy.process;

import org.jspecify.annotations.NullMarked;
