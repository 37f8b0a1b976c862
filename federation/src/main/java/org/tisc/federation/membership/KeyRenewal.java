package org.tisc.federation.membership;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.CertificateAuthority;
import org.tisc.federation.identity.CertificateRequests;
import org.tisc.federation.identity.Certificates;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.KeyPairs;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.link.LinkMembership;
import org.tisc.federation.link.LinkPort;
import org.tisc.federation.link.PeerLink;
import org.tisc.federation.link.SecurityEvents;
import org.tisc.federation.roster.Endpoint;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.Roster;

/**
 * Gives one membership a new key in time, without a restart and without a failed call.
 *
 * <p>Each step is on disk before the next, and continues where an earlier attempt ended: a fresh
 * key is kept; the coordinator certifies it and the roster lists it; when every peer that can be
 * reached holds that roster, or after some minutes, the new key replaces the old one, new
 * connections use it and calls move over. The old key stays listed until the coordinator has been
 * called with the new one. One thread at a time.
 */
final class KeyRenewal {
  /** From this age on a certificate is renewed. */
  static final Duration DUE_AFTER = Duration.ofDays(30);

  private static final Logger LOG = LoggerFactory.getLogger(KeyRenewal.class);
  // A certificate that an authority near its end cut short is renewed as early in its life.
  private static final double DUE_SHARE = 0.3;
  // A region that joined in one hour must not renew in one hour.
  private static final double JITTER = 0.05;
  // After a new root has begun, everybody renews within this time, and not all at one moment.
  private static final Duration ROOT_SPREAD = Duration.ofMinutes(10);
  private static final Duration PATIENCE_WITH_PEERS = Duration.ofMinutes(10);
  private static final Duration FIRST_RETRY = Duration.ofMinutes(1);
  private static final Duration LAST_RETRY = Duration.ofHours(6);

  /** How far a renewal got. */
  enum Outcome {
    /** There is nothing to do now. */
    NOTHING_DUE,
    /** The new key is certified; peers are still to hear of it. */
    WAITING,
    /** The new key is in use. */
    RENEWED
  }

  private final LinkMembership membership;
  private final KeyFolder keys;
  private final Supplier<Optional<Coordinator>> coordinator;
  private final LinkPort port;
  private final SecurityEvents events;
  private final InstantSource clock;
  private int failures;
  private Instant notBefore = Instant.MIN;
  private @Nullable Instant certifiedAt;
  private long certifiedVersion;
  private volatile Optional<String> lastFailure = Optional.empty();

  KeyRenewal(
      LinkMembership membership,
      KeyFolder keys,
      Supplier<Optional<Coordinator>> coordinator,
      LinkPort port,
      SecurityEvents events,
      InstantSource clock) {
    this.membership = membership;
    this.keys = keys;
    this.coordinator = coordinator;
    this.port = port;
    this.events = events;
    this.clock = clock;
  }

  /** Why the last attempt failed; empty after a success. */
  Optional<String> lastFailure() {
    return lastFailure;
  }

  /** Goes as far as possible without waiting, if it is due and no retry is to be waited for. */
  void upkeep() {
    if (clock.instant().isBefore(notBefore)) {
      return;
    }
    try {
      step(false);
    } catch (TiscException e) {
      LOG.warn(
          "Network {}: the certificate could not be renewed, it is valid until {}: {}: {}",
          network(),
          membership.identity().certificate().getNotAfter().toInstant(),
          e.reason(),
          e.getMessage());
    }
  }

  /**
   * Goes as far as possible without waiting.
   *
   * @param anyway whether to renew although nothing is due
   */
  synchronized Outcome step(boolean anyway) {
    try {
      Outcome outcome = attempt(anyway);
      failures = 0;
      notBefore = Instant.MIN;
      lastFailure = Optional.empty();
      return outcome;
    } catch (TiscException e) {
      failures = Math.min(failures + 1, 16);
      Duration doubled = FIRST_RETRY.multipliedBy(1L << (failures - 1));
      Duration wait = doubled.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : doubled;
      double jitter = ThreadLocalRandom.current().nextDouble(0.8, 1.2);
      notBefore = clock.instant().plusMillis((long) (wait.toMillis() * jitter));
      lastFailure = Optional.of(e.reason() + ": " + e.getMessage());
      events.record(
          "renewal.failed",
          Map.of(
              "network", network().value(),
              "reason", e.reason().name(),
              "message", String.valueOf(e.getMessage())));
      throw e;
    }
  }

  private Outcome attempt(boolean anyway) {
    Roster roster = membership.rosters().current().orElseThrow();
    boolean active = roster.member(membership.self().node()).filter(Member::active).isPresent();
    Optional<Identity> next = active ? usableNext() : Optional.empty();
    if (!active || (next.isEmpty() && !anyway && !due())) {
      return Outcome.NOTHING_DUE;
    }
    Identity fresh = next.orElseGet(this::keepFreshKey);
    if (fresh.chain().size() == 1) {
      fresh = certify(fresh, roster);
      keys.keepNext(network(), fresh);
      certifiedAt = null;
    }
    if (certifiedAt == null) {
      certifiedAt = clock.instant();
      certifiedVersion = membership.rosters().version();
      port.greetAll(network());
    }
    if (!lapsed() && !allKnow()) {
      port.greetAll(network());
      return Outcome.WAITING;
    }
    keys.useNext(network());
    certifiedAt = null;
    membership.renew(fresh);
    port.redial(network());
    port.greetAll(network());
    Instant until = fresh.certificate().getNotAfter().toInstant();
    LOG.info("Network {}: the new key is in use, its certificate until {}", network(), until);
    events.record(
        "certificate.renewed", Map.of("network", network().value(), "until", until.toString()));
    return Outcome.RENEWED;
  }

  private boolean allKnow() {
    return port.allHold(network(), certifiedVersion)
        || (certifiedAt != null && clock.instant().isAfter(certifiedAt.plus(PATIENCE_WITH_PEERS)));
  }

  /** The key that an earlier attempt left, unless its certificate has ended meanwhile. */
  private Optional<Identity> usableNext() {
    Optional<Identity> next = keys.next(network());
    if (next.isPresent() && next.get().chain().size() > 1 && ended(next.get())) {
      keys.dropNext(network());
      certifiedAt = null;
      return Optional.empty();
    }
    return next;
  }

  private Identity keepFreshKey() {
    Identity fresh = Certificates.uncertified(KeyPairs.p256(), clock.instant());
    keys.keepNext(network(), fresh);
    return fresh;
  }

  private Identity certify(Identity uncertified, Roster roster) {
    KeyPair key = new KeyPair(uncertified.certificate().getPublicKey(), uncertified.key());
    Optional<Coordinator> own = coordinator.get();
    if (own.isPresent()) {
      Coordinator.Certified certified =
          own.get()
              .renew(
                  membership.self().node(),
                  KeyHash.of(membership.identity().certificate().getPublicKey()),
                  CertificateRequests.build(membership.self(), key));
      return new Identity(key.getPrivate(), certified.chain());
    }
    Applicant.Place place = applied(key, roster);
    membership.rosters().offer(place.roster());
    return place.identity();
  }

  private Applicant.Place applied(KeyPair key, Roster roster) {
    Applicant applicant = new Applicant(port, clock);
    Member source = roster.coordinator();
    if (lapsed()) {
      Endpoint endpoint =
          source.profile().endpoints().stream()
              .findFirst()
              .orElseThrow(
                  () ->
                      new TiscException(
                          Reason.UNAVAILABLE,
                          "The coordinator " + source.node() + " advertises no endpoint"));
      return applicant.renewExpired(
          membership.self(), root(), membership.identity(), key, endpoint);
    }
    PeerLink link =
        port.links()
            .peer(new PeerId(network(), source.node()))
            .orElseThrow(
                () ->
                    new TiscException(
                        Reason.UNAVAILABLE,
                        "There is no link to the coordinator " + source.node()));
    return applicant.renew(membership.self(), root(), key, link.channel());
  }

  private KeyHash root() {
    return KeyHash.of(membership.chains().root().getPublicKey());
  }

  /**
   * Whether the certificate in use has reached the age, with a part of its own, for a new one, or
   * is under a root that another one has followed.
   */
  boolean due() {
    if (lapsed()) {
      return true;
    }
    X509Certificate certificate = membership.identity().certificate();
    double own = certificate.getSerialNumber().mod(BigInteger.valueOf(1000)).doubleValue() / 1000;
    if (!membership.identity().root().equals(membership.chains().root())) {
      return clock
          .instant()
          .isAfter(authoritiesBegan().plusMillis((long) (ROOT_SPREAD.toMillis() * own)));
    }
    Instant from = certificate.getNotBefore().toInstant();
    Duration life = Duration.between(from, certificate.getNotAfter().toInstant());
    long share = (long) (life.toMillis() * DUE_SHARE);
    long after = Math.min(DUE_AFTER.toMillis(), share);
    return clock.instant().isAfter(from.plusMillis((long) (after * (1 + own * JITTER))));
  }

  /** When the authority that signs rosters now was certified, about the time it began. */
  private Instant authoritiesBegan() {
    return Certificates.decode(
            membership.rosters().signed().orElseThrow().signerCertificate().toByteArray())
        .getNotBefore()
        .toInstant()
        .plus(CertificateAuthority.CLOCK_SKEW);
  }

  /** Whether peers accept the certificate in use no more. */
  private boolean lapsed() {
    return ended(membership.identity());
  }

  private boolean ended(Identity identity) {
    if (!membership.chains().trusts(identity.root())) {
      return true;
    }
    return clock.instant().isAfter(identity.certificate().getNotAfter().toInstant());
  }

  private NetworkId network() {
    return membership.self().network();
  }
}
