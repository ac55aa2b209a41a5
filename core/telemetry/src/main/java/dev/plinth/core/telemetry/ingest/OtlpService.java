// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import com.google.protobuf.Message;
import dev.plinth.core.telemetry.TelemetryFigures;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** OTLP over gRPC: three services of one method each. */
final class OtlpService implements ServerInterceptor {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<byte[]> DETAILS =
            Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);
    private static final Context.Key<Sender> SENDER = Context.key("sender");

    private final Ingest ingest;
    private final MetricIngest metrics;
    private final Senders senders;
    private final TelemetryFigures figures;

    OtlpService(Ingest ingest, MetricIngest metrics, Senders senders, TelemetryFigures figures) {
        this.ingest = ingest;
        this.metrics = metrics;
        this.senders = senders;
        this.figures = figures;
    }

    private interface Export {
        Message answer(byte[] body, Sender sender) throws Refusal;
    }

    List<ServerServiceDefinition> definitions() {
        return List.of(
                definition("opentelemetry.proto.collector.logs.v1.LogsService", ingest::logs),
                definition("opentelemetry.proto.collector.trace.v1.TraceService", ingest::spans),
                definition("opentelemetry.proto.collector.metrics.v1.MetricsService", metrics::takeOtlp));
    }

    private ServerServiceDefinition definition(String service, Export export) {
        MethodDescriptor<byte[], byte[]> method = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(service, "Export"))
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
        return ServerInterceptors.intercept(
                ServerServiceDefinition.builder(service)
                        .addMethod(method, ServerCalls.asyncUnaryCall((body, answer) -> {
                            try (InFlight.Share share = ingest.share()) {
                                share.grow(body.length);
                                answer.onNext(export.answer(body, SENDER.get()).toByteArray());
                                answer.onCompleted();
                            } catch (Refusal refusal) {
                                figures.refused();
                                answer.onError(status(refusal).asRuntimeException(trailers(refusal)));
                            }
                        }))
                        .build(),
                this);
    }

    /** Finds out who calls before the body is read. */
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        try {
            InetAddress from =
                    call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress peer
                            ? peer.getAddress()
                            : InetAddress.ofLiteral("0.0.0.0");
            Sender sender = senders.identify(headers.get(AUTHORIZATION), from);
            return Contexts.interceptCall(Context.current().withValue(SENDER, sender), call, headers, next);
        } catch (Refusal refusal) {
            figures.refused();
            call.close(status(refusal), trailers(refusal));
            return new ServerCall.Listener<>() {};
        }
    }

    private static Status status(Refusal refusal) {
        return refusal.reason().grpc().toStatus().withDescription(refusal.message());
    }

    /** With the time to come back, without which clients do not retry. */
    private static Metadata trailers(Refusal refusal) {
        Metadata trailers = new Metadata();
        if (refusal.retryAfter() != null) {
            trailers.put(DETAILS, RpcStatus.protobuf(refusal));
        }
        return trailers;
    }

    /** Messages are read further in, by the same code for both protocols. */
    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
