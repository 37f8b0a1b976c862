package org.tisc.federation.membership;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.ChainVerifier;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.roster.RosterKeeper;
import org.tisc.federation.roster.RosterVerifier;
import org.tisc.federation.state.StateStore;

/**
 * One membership as it stands on disk, whether the node runs or not. Read for people; nothing is
 * decided by it.
 *
 * @param network the network
 * @param certificateNotBefore from when the node's certificate is valid
 * @param certificateNotAfter until when
 * @param renewing whether a key that is to follow is being certified or made known
 * @param roster the newest roster that was stored
 * @param equivocations the versions of which two rosters were seen
 * @param twice the members, this node included, of whom two homes were heard in turn of late
 */
public record StoredMembership(
    NetworkId network,
    Instant certificateNotBefore,
    Instant certificateNotAfter,
    boolean renewing,
    Optional<Roster> roster,
    SortedSet<Long> equivocations,
    SortedSet<NodeId> twice) {

  /**
   * What was found.
   *
   * @param memberships by network
   * @param refused why the keys of a network could not be read, a sentence each
   */
  public record Found(List<StoredMembership> memberships, List<String> refused) {
    public Found {
      memberships = List.copyOf(memberships);
      refused = List.copyOf(refused);
    }
  }

  /**
   * Reads what is there; makes nothing and changes nothing. Blocks on local disk. Raises what the
   * store raises.
   */
  public static Found read(Path keyFolder, Path passphraseFile, StateStore store, Instant now) {
    if (!Files.isDirectory(keyFolder) || Files.notExists(passphraseFile)) {
      return new Found(List.of(), List.of());
    }
    List<StoredMembership> memberships = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    try {
      KeyFolder keys = new KeyFolder(keyFolder, passphraseFile);
      for (NetworkId network : keys.networks()) {
        try {
          memberships.add(of(network, keys, store, now));
        } catch (TiscException e) {
          refused.add(String.valueOf(e.getMessage()));
        }
      }
    } catch (TiscException e) {
      refused.add(String.valueOf(e.getMessage()));
    }
    return new Found(memberships, refused);
  }

  private static StoredMembership of(
      NetworkId network, KeyFolder keys, StateStore store, Instant now) {
    Identity tls = keys.tls(network);
    X509Certificate certificate = tls.certificate();
    RosterKeeper rosters =
        new RosterKeeper(
            network,
            new RosterVerifier(new ChainVerifier(network, tls.root(), Instant::now)),
            store);
    return new StoredMembership(
        network,
        certificate.getNotBefore().toInstant(),
        certificate.getNotAfter().toInstant(),
        keys.next(network).isPresent(),
        rosters.current(),
        rosters.equivocations(),
        Twins.stored(network, store, now));
  }
}
