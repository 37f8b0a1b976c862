package org.tisc.federation.link;

import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.tisc.federation.error.Reason;
import org.tisc.proto.federation.v1.GetRosterRequest;
import org.tisc.proto.federation.v1.GetRosterResponse;
import org.tisc.proto.federation.v1.RosterServiceGrpc;

/** A service whose one call answers at once and then stays open until somebody ends it. */
final class Holding implements BindableService {
  private static final MethodDescriptor<GetRosterRequest, GetRosterResponse> METHOD =
      RosterServiceGrpc.getGetRosterMethod().toBuilder()
          .setFullMethodName("test.Holding/Hold")
          .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
          .build();

  /**
   * An open call as its caller sees it.
   *
   * @param begun done when the first answer came
   * @param ended done with the reason and the moment ({@link System#nanoTime}) of the end
   */
  record Call(CompletableFuture<Boolean> begun, CompletableFuture<End> ended) {
    Reason reason() {
      return ended.orTimeout(20, TimeUnit.SECONDS).join().reason();
    }

    Duration after(long nanos) {
      return Duration.ofNanos(ended.orTimeout(20, TimeUnit.SECONDS).join().at() - nanos);
    }
  }

  /** How and when a call ended. */
  record End(Reason reason, long at) {}

  @Override
  public ServerServiceDefinition bindService() {
    return ServerServiceDefinition.builder("test.Holding")
        .addMethod(METHOD, ServerCalls.asyncBidiStreamingCall(Holding::hold))
        .build();
  }

  private static StreamObserver<GetRosterRequest> hold(StreamObserver<GetRosterResponse> answer) {
    answer.onNext(GetRosterResponse.getDefaultInstance());
    return new StreamObserver<>() {
      @Override
      public void onNext(GetRosterRequest request) {}

      @Override
      public void onError(Throwable failure) {}

      @Override
      public void onCompleted() {
        answer.onCompleted();
      }
    };
  }

  /** Opens a call and returns when it has been answered. */
  static Call open(Channel channel) {
    Call opened = new Call(new CompletableFuture<>(), new CompletableFuture<>());
    ClientCall<GetRosterRequest, GetRosterResponse> call =
        channel.newCall(METHOD, CallOptions.DEFAULT.withDeadlineAfter(120, TimeUnit.SECONDS));
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(GetRosterResponse message) {
            opened.begun().complete(true);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            Reason reason =
                RpcFailures.fromStatus(new StatusRuntimeException(status, trailers)).reason();
            opened.begun().complete(false);
            opened.ended().complete(new End(reason, System.nanoTime()));
          }
        },
        new Metadata());
    call.request(2);
    call.sendMessage(GetRosterRequest.getDefaultInstance());
    if (!opened.begun().orTimeout(20, TimeUnit.SECONDS).join()) {
      throw new AssertionError("The call was refused: " + opened.reason());
    }
    return opened;
  }
}
