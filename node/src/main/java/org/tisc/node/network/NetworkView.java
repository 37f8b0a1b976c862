package org.tisc.node.network;

import java.util.List;
import java.util.Optional;

/**
 * What the page of networks shows. All texts are plain; what a peer said about itself is among
 * them.
 *
 * @param administers whether the caller may change memberships
 * @param done what was just done
 * @param problem why it was not
 * @param secret an invitation that is shown once
 */
record NetworkView(
    List<Network> networks,
    boolean administers,
    Optional<String> done,
    Optional<String> problem,
    Optional<Secret> secret) {

  /**
   * One membership.
   *
   * @param coordinates whether this node coordinates the network
   * @param expels whether this node may expel members
   * @param active whether this node takes part
   * @param state why not, where it does not
   * @param rotation the root key's replacement, where this node coordinates
   * @param heirs the members to whom the coordination can be offered
   * @param offeredTo to whom it is offered
   */
  record Network(
      String id,
      String title,
      boolean coordinates,
      boolean expels,
      boolean active,
      String state,
      String rosterVersion,
      String rosterUntil,
      String certificateUntil,
      List<String> warnings,
      List<Pending> pending,
      List<Member> members,
      Optional<Rotation> rotation,
      List<String> heirs,
      Optional<String> offeredTo) {}

  /**
   * How far the replacement of the root key is, at the coordinator.
   *
   * @param open whether it is under way
   * @param state how it stands, in words
   * @param next what the next step does
   * @param go the words on the button of the next step
   * @param without whom the next step waits for, separated by commas; empty for nobody
   * @param withdrawable whether it can be taken back
   */
  record Rotation(
      boolean open, String state, String next, String go, String without, boolean withdrawable) {}

  /** A node that waits for approval. */
  record Pending(String node, String words, String until) {}

  /**
   * One member.
   *
   * @param tone {@code good}, {@code wait} or {@code bad}; empty for this node itself
   * @param link how the link to it is, in words
   * @param facts what else is known of link and centre, a sentence each
   */
  record Member(
      String node,
      String name,
      String role,
      boolean self,
      boolean deputy,
      boolean coordinator,
      boolean listed,
      boolean blocked,
      String tone,
      String link,
      Optional<String> error,
      List<String> facts) {}

  /** An invitation. */
  record Secret(String node, String network, String invitation, String until) {}
}
