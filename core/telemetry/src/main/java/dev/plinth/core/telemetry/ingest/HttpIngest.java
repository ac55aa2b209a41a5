// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import dev.plinth.core.telemetry.TelemetryFigures;
import dev.plinth.core.telemetry.ingest.Protocol.Answer;
import dev.plinth.core.telemetry.ingest.Refusal.Reason;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;

/** Takes telemetry over HTTP, by the protocol that is at the path. */
final class HttpIngest extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient List<Protocol> protocols;
    private final transient Ingest ingest;
    private final transient Senders senders;
    private final transient TelemetryFigures figures;
    private final long maxBody;

    HttpIngest(
            Ingest ingest,
            MetricIngest metrics,
            ObjectProvider<AlertPosts> alerts,
            Senders senders,
            TelemetryFigures figures,
            long maxBody) {
        this.protocols = List.of(
                new ZipkinHttp(ingest),
                new BulkHttp(ingest),
                new RemoteWriteHttp(metrics),
                new AlertsHttp(ingest, alerts),
                new OtlpHttp(ingest, metrics));
        this.ingest = ingest;
        this.senders = senders;
        this.figures = figures;
        this.maxBody = maxBody;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Protocol protocol = protocols.stream()
                .filter(each -> each.isAt(request.getRequestURI()))
                .findFirst()
                .orElseThrow();
        try (InFlight.Share share = ingest.share()) {
            Received received = new Received(request, senders, share, maxBody);
            try {
                send(response, protocol.take(received));
            } catch (Refusal refusal) {
                figures.refused();
                say(response, refusal, received);
                send(response, protocol.refused(received, refusal));
            }
        }
    }

    private static void say(HttpServletResponse response, Refusal refusal, Received received) {
        Duration retry = refusal.retryAfter();
        if (retry != null) {
            response.setHeader("Retry-After", Long.toString(Math.max(1, retry.toSeconds())));
        }
        if (refusal.reason() == Reason.UNAUTHENTICATED) {
            response.setHeader("WWW-Authenticate", "Bearer realm=\"plinth\"");
        } else if (refusal.reason() == Reason.METHOD) {
            response.setHeader("Allow", received.allowed());
        }
    }

    private static void send(HttpServletResponse response, Answer answer) throws IOException {
        response.setStatus(answer.status());
        if (!answer.type().isEmpty()) {
            response.setContentType(answer.type());
        }
        answer.headers().forEach(response::setHeader);
        response.setContentLength(answer.body().length);
        response.getOutputStream().write(answer.body());
    }
}
