/**
 * Who may use this node: accounts with passwords and roles, bearer tokens, browser sessions, the
 * local administrator's token file, and the pages to sign in and out. Knows no other feature. What
 * happens is written to the audit log. Everything here is thread-safe. Read {@code Accounts} first.
 */
@NullMarked
package org.tisc.node.account;

import org.jspecify.annotations.NullMarked;
