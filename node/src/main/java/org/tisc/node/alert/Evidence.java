package org.tisc.node.alert;

import java.util.Optional;

/**
 * A file that proves what an alert says, named by its content.
 *
 * @param sha256 64 lower-case hexadecimal digits
 */
record Evidence(String name, Optional<String> mediaType, String sha256) {}
