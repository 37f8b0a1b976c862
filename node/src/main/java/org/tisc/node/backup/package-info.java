/**
 * Backup and restore of a whole node: one sealed file with indexes, store, audit log, keys and
 * configuration, written while the node serves and read without one. A feature room; knows no
 * Lucene, no SQL and no Jetty, and not what the parts mean to others. A backup is written and read
 * by one thread; several may be read at once. Read {@link org.tisc.node.backup.BackupForm} first.
 */
@NullMarked
package org.tisc.node.backup;

import org.jspecify.annotations.NullMarked;
