// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import dev.plinth.core.telemetry.pipeline.BoundedText;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** A connection, with TLS or without, and the first line that comes over it. */
final class TcpProbe {
    private static final int SHOWN = 100;

    private final Dialer dialer;

    TcpProbe(Dialer dialer) {
        this.dialer = dialer;
    }

    void run(ProbeSpec.Tcp spec, Attempt attempt) throws ProbeException, InterruptedException {
        attempt.set(ProbeMetric.FAILED_DUE_TO_REGEX, 0);
        Address address = Address.of(spec.address());
        Received received = new Received();
        Channel channel =
                dialer.dial(address.host(), address.port(), spec.isTls() ? spec.trust() : null, attempt, received);
        try {
            if (spec.expect() != null) {
                expect(spec.expect(), received, attempt);
            }
            if (spec.send() != null) {
                send(spec.send(), channel, attempt);
            }
        } finally {
            var _ = channel.close();
        }
    }

    private static void expect(String regex, Received received, Attempt attempt)
            throws ProbeException, InterruptedException {
        Pattern pattern = Pattern.compile(regex);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        while (true) {
            Received.Part part = received.next(attempt.deadline());
            if (part == null) {
                throw said.size() == 0
                        ? attempt.deadline().over("expect", null)
                        : mismatch(regex, firstLine(said), attempt);
            }
            said.writeBytes(part.bytes());
            String line = firstLine(said);
            boolean whole = part.last() || isWhole(said);
            if (matches(pattern, line, whole, attempt)) {
                return;
            }
            if (whole) {
                throw mismatch(regex, line, attempt);
            }
        }
    }

    private static boolean isWhole(ByteArrayOutputStream said) {
        return said.toString(StandardCharsets.UTF_8).indexOf('\n') >= 0;
    }

    private static String firstLine(ByteArrayOutputStream said) {
        String text = said.toString(StandardCharsets.UTF_8);
        int end = text.indexOf('\n');
        return (end < 0 ? text : text.substring(0, end)).replaceFirst("\r$", "");
    }

    /** @param whole whether nothing is added to the line; if not, a match that more could undo is none yet */
    @SuppressWarnings("JdkObsolete") // requireEnd is for what comes bit by bit, as here
    private static boolean matches(Pattern pattern, String line, boolean whole, Attempt attempt) throws ProbeException {
        try {
            return BoundedText.match(pattern, line, matcher -> matcher.find() && (whole || !matcher.requireEnd()));
        } catch (BoundedText.TooLong e) {
            attempt.set(ProbeMetric.FAILED_DUE_TO_REGEX, 1);
            throw new ProbeException("%s: %s".formatted(e.getMessage(), pattern), e);
        }
    }

    private static ProbeException mismatch(String regex, String line, Attempt attempt) {
        attempt.set(ProbeMetric.FAILED_DUE_TO_REGEX, 1);
        return new ProbeException(
                line.isEmpty()
                        ? "nothing came (expected: a match of %s)".formatted(regex)
                        : "the first line is \"%s\" (expected: a match of %s)"
                                .formatted(ProbeException.shortened(line, SHOWN), regex));
    }

    private static void send(String line, Channel channel, Attempt attempt)
            throws ProbeException, InterruptedException {
        ChannelFuture written = channel.writeAndFlush(Unpooled.copiedBuffer(line, StandardCharsets.UTF_8));
        Dialer.await(written, attempt.deadline(), "send");
        if (written.cause() != null) {
            throw new ProbeException(
                    "nothing could be sent: " + ProbeException.reason(written.cause()), written.cause());
        }
    }
}
