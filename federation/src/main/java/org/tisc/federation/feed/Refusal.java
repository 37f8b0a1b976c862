package org.tisc.federation.feed;

/**
 * Why entries were not taken.
 *
 * @param code what a program branches on
 * @param epoch of the entry at fault; 0 for the feed as a whole
 * @param sequence of the entry at fault; 0 for the feed as a whole
 * @param text the same for a person; at most 500 characters
 */
public record Refusal(Code code, long epoch, long sequence, String text) {
  private static final int MAX_TEXT = 500;

  public Refusal {
    text = text.substring(0, Math.min(text.length(), MAX_TEXT));
  }

  /** Stable codes, as they travel in FeedNack. */
  public enum Code {
    /** Origin or reader does not take part in the network. */
    NOT_A_MEMBER,
    /** The feed is not for this node. */
    DENIED,
    /** The signature is not that of the key that the header names. */
    BAD_SIGNATURE,
    /** An entry does not follow the one before. */
    BAD_CHAIN,
    /** The feed is frozen at this place, or before. */
    FEED_FORKED,
    /** More or longer than the contract allows. */
    TOO_LARGE,
    /** The entry breaks a rule of the contract. */
    INVALID_ARGUMENT,
    /** The origin shares more than this node keeps. */
    QUOTA_EXCEEDED,
    /** There is no such entry. */
    NOT_FOUND,
    /** The entry is here without its body. */
    BODY_MISSING,
    /** The reader's disk is full. */
    OUT_OF_SPACE,
    /** The roster in force does not list the key, or lists it before that of the entry before. */
    UNKNOWN_KEY
  }
}
