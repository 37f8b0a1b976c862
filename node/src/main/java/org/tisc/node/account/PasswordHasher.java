package org.tisc.node.account;

/** Turns passwords into what may be stored. Thread-safe; slow on purpose. */
public interface PasswordHasher {
  /** A salted hash with its parameters, to be stored as it is. Does not keep the array. */
  String hash(char[] password);

  /** Whether the password is the one that was hashed; false for a stored text of another form. */
  boolean verify(char[] password, String stored);

  /** Whether the stored text was made with other parameters than today's. */
  boolean outdated(String stored);
}
