package org.tisc.federation;

import java.nio.file.Path;
import java.util.Optional;
import org.tisc.federation.identity.InstanceId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.link.LinkLimits;
import org.tisc.federation.roster.CentreDetails;
import org.tisc.federation.roster.Endpoint;
import org.tisc.federation.roster.Names;

/**
 * Who this node is and where it works.
 *
 * @param node its id, the same in every network
 * @param instance which of all homes that ever held its identity it is
 * @param names the centre's names
 * @param region code of GB/T 2260 of 2 to 6 digits, or empty
 * @param softwareVersion at most 64 printable characters
 * @param bind where to listen; port 0 for any free one
 * @param advertised where others dial it; port 0 stands for the port it listens on; empty when
 *     nobody can
 * @param keys folder of its keys, made when absent
 * @param passphraseFile file with the passphrase of the keys, made with a random one when absent
 * @param limits what bounds connections and calls
 * @param details what people want to know of the centre beside its names
 */
public record FederationSettings(
    NodeId node,
    InstanceId instance,
    Names names,
    String region,
    String softwareVersion,
    Endpoint bind,
    Optional<Endpoint> advertised,
    Path keys,
    Path passphraseFile,
    LinkLimits limits,
    CentreDetails details) {}
