package org.tisc.federation.search;

import com.google.protobuf.ByteString;
import java.util.List;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.Places;
import org.tisc.federation.query.QueryLimits;
import org.tisc.federation.query.TermMask;
import org.tisc.proto.federation.v1.AnyPlaces;
import org.tisc.proto.federation.v1.MaskPart;
import org.tisc.proto.federation.v1.RunPlaces;
import org.tisc.proto.federation.v1.WithinPlaces;

/** Places and patterns as messages and back; part of {@link QueryProtos}, which checks values. */
final class PlaceProtos {
  private PlaceProtos() {}

  static org.tisc.proto.federation.v1.Places toProto(Places places) {
    org.tisc.proto.federation.v1.Places.Builder message =
        org.tisc.proto.federation.v1.Places.newBuilder();
    switch (places) {
      case Places.Run run ->
          message.setRun(
              RunPlaces.newBuilder()
                  .addAllTerms(run.terms())
                  .addAllOffsets(run.offsets())
                  .setWidth(run.width()));
      case Places.Start(ByteString prefix) -> message.setStart(prefix);
      case Places.Mask(TermMask mask) -> message.setMask(toProto(mask));
      case Places.AnyOf(List<Places> alternatives) -> {
        AnyPlaces.Builder any = AnyPlaces.newBuilder();
        alternatives.forEach(each -> any.addAlternatives(toProto(each)));
        message.setAny(any);
      }
      case Places.Within within ->
          message.setWithin(
              WithinPlaces.newBuilder()
                  .setLeft(toProto(within.left()))
                  .setRight(toProto(within.right()))
                  .setGaps(within.gaps())
                  .setOrdered(within.ordered()));
    }
    return message.build();
  }

  static org.tisc.proto.federation.v1.TermMask toProto(TermMask mask) {
    org.tisc.proto.federation.v1.TermMask.Builder message =
        org.tisc.proto.federation.v1.TermMask.newBuilder().setOpen(mask.open());
    for (TermMask.Part part : mask.parts()) {
      message.addParts(MaskPart.newBuilder().setLiteral(part.literal()).setAny(part.any()));
    }
    return message.build();
  }

  /** Raises INVALID_QUERY or QUERY_TOO_LARGE; the values are still to be checked. */
  static Places fromProto(org.tisc.proto.federation.v1.Places message, int depth) {
    if (depth > QueryLimits.MAX_DEPTH) {
      throw new TiscException(
          Reason.QUERY_TOO_LARGE, "The query is nested deeper than " + QueryLimits.MAX_DEPTH);
    }
    return switch (message.getFormCase()) {
      case RUN ->
          new Places.Run(
              message.getRun().getTermsList(),
              message.getRun().getOffsetsList(),
              message.getRun().getWidth());
      case START -> new Places.Start(message.getStart());
      case MASK -> new Places.Mask(fromProto(message.getMask()));
      case ANY ->
          new Places.AnyOf(
              message.getAny().getAlternativesList().stream()
                  .map(each -> fromProto(each, depth + 1))
                  .toList());
      case WITHIN ->
          new Places.Within(
              fromProto(message.getWithin().getLeft(), depth + 1),
              fromProto(message.getWithin().getRight(), depth + 1),
              message.getWithin().getGaps(),
              message.getWithin().getOrdered());
      case FORM_NOT_SET ->
          throw new TiscException(
              Reason.INVALID_QUERY, "The analysed query has places of no known form");
    };
  }

  static TermMask fromProto(org.tisc.proto.federation.v1.TermMask message) {
    return new TermMask(
        message.getPartsList().stream()
            .map(part -> new TermMask.Part(part.getLiteral(), part.getAny()))
            .toList(),
        message.getOpen());
  }
}
