package org.tisc.federation.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.proto.federation.v1.FacetValue;
import org.tisc.proto.federation.v1.FacetsRequest;
import org.tisc.proto.federation.v1.FacetsResponse;

/** Facets as they travel. What comes in is checked; INVALID_ARGUMENT says what cannot be. */
final class FacetProtos {
  private static final int MAX_VALUE_LENGTH = 1_024;

  private FacetProtos() {}

  static FacetsRequest.Builder toProto(FacetRequest request) {
    FacetsRequest.Builder message =
        FacetsRequest.newBuilder()
            .setQuery(QueryProtos.toProto(request.query()))
            .setDigests(request.digests())
            .setSalt(request.salt());
    request
        .facets()
        .forEach(
            facet ->
                message.addFacets(
                    org.tisc.proto.federation.v1.Facet.newBuilder()
                        .setField(facet.field())
                        .setLevel(facet.level())));
    request.only().ifPresent(only -> message.setOnly(only.bytes()));
    return message;
  }

  static FacetRequest fromProto(FacetsRequest message) {
    return new FacetRequest(
        QueryProtos.fromProto(message.getQuery()),
        message.getFacetsList().stream()
            .map(facet -> new Facet(facet.getField(), facet.getLevel()))
            .toList(),
        message.getDigests(),
        message.getSalt(),
        message.getOnly().isEmpty()
            ? Optional.empty()
            : Optional.of(KeyDigests.read(message.getOnly())));
  }

  static FacetsResponse.Builder toProto(FacetCounts counts, List<Facet> asked) {
    FacetsResponse.Builder message =
        FacetsResponse.newBuilder()
            .setDocuments(counts.documents())
            .setUndivided(counts.undivided());
    counts.digests().ifPresent(digests -> message.setDigests(digests.bytes()));
    for (int i = 0; i < asked.size(); i++) {
      FacetCounts.Counted counted = counts.facets().get(asked.get(i));
      if (counted != null) {
        org.tisc.proto.federation.v1.FacetCounts.Builder one =
            message.addFacetsBuilder().setFacet(i).setRestMost(counted.restMost());
        counted.values().entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .forEach(
                value ->
                    one.addValues(
                        FacetValue.newBuilder()
                            .setValue(value.getKey())
                            .setCount(value.getValue())));
      }
    }
    return message;
  }

  /** What a peer counted, where it can be true of the question. */
  static FacetCounts fromProto(FacetsResponse message, FacetRequest request) {
    check(message.getDocuments() >= 0 && message.getUndivided() >= 0, "a negative count");
    check(message.getUndivided() <= message.getDocuments(), "more undivided than there are");
    request
        .only()
        .ifPresent(
            only ->
                check(message.getDocuments() == only.size(), "another number than it told before"));
    Optional<KeyDigests> digests = Optional.empty();
    if (request.digests() && message.getDocuments() <= KeyDigests.MAX) {
      KeyDigests told = KeyDigests.read(message.getDigests());
      check(told.size() == message.getDocuments(), "another number of keys than of documents");
      digests = Optional.of(told);
    }
    Map<Facet, FacetCounts.Counted> facets = new HashMap<>();
    Set<Integer> seen = new HashSet<>();
    for (org.tisc.proto.federation.v1.FacetCounts each : message.getFacetsList()) {
      check(
          each.getFacet() >= 0
              && each.getFacet() < request.facets().size()
              && seen.add(each.getFacet()),
          "a facet that was not asked");
      facets.put(request.facets().get(each.getFacet()), counted(each, message.getDocuments()));
    }
    return new FacetCounts(message.getDocuments(), digests, facets, message.getUndivided());
  }

  private static FacetCounts.Counted counted(
      org.tisc.proto.federation.v1.FacetCounts message, long documents) {
    check(message.getValuesCount() <= FacetCounts.MAX_VALUES, "too many values");
    Map<String, Long> values = new HashMap<>();
    long least = Long.MAX_VALUE;
    for (FacetValue value : message.getValuesList()) {
      check(
          !value.getValue().isEmpty() && value.getValue().length() <= MAX_VALUE_LENGTH,
          "an improper value");
      check(value.getCount() >= 1 && value.getCount() <= documents, "an impossible count");
      check(values.put(value.getValue(), value.getCount()) == null, "a value twice");
      least = Math.min(least, value.getCount());
    }
    check(
        message.getRestMost() == 0
            || (message.getRestMost() > 0
                && message.getRestMost() <= least
                && message.getValuesCount() == FacetCounts.MAX_VALUES),
        "values out of order");
    return new FacetCounts.Counted(values, message.getRestMost());
  }

  private static void check(boolean fact, String otherwise) {
    if (!fact) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "The answer has " + otherwise);
    }
  }

  /** The facets of a request that may be told of these collections. */
  static List<Facet> open(FacetRequest request, Set<String> collections, FacetRights rights) {
    List<Facet> open = new ArrayList<>();
    for (Facet facet : request.facets()) {
      if (collections.stream().allMatch(collection -> rights.may(collection, facet))) {
        open.add(facet);
      }
    }
    return open;
  }

  /** Whether a caller may know the values of a facet in a collection. */
  @FunctionalInterface
  interface FacetRights {
    boolean may(String collection, Facet facet);
  }
}
