// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.telemetry.metric.token.TokenException;
import dev.plinth.core.telemetry.metric.token.TokenSource;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Does a probe once. */
@Component
final class Prober implements AutoCloseable {
    private final TokenSource tokens;
    private final Dialer dialer;
    private final HttpProbe http;
    private final TcpProbe tcp;
    private final DnsProbe dns;

    Prober(TokenSource tokens, Clock clock) {
        HostLookup lookup = new HostLookup();
        this.tokens = tokens;
        this.dialer = new Dialer(lookup, clock);
        this.http = new HttpProbe(dialer);
        this.tcp = new TcpProbe(dialer);
        this.dns = new DnsProbe(lookup);
    }

    /**
     * Blocks for as long as it takes, and not longer than the limit.
     *
     * @param env whose secrets it uses
     */
    Outcome probe(ProbeSpec spec, String env, Duration limit) throws InterruptedException {
        Attempt attempt = new Attempt(Deadline.in(limit), spec.http() != null);
        long began = System.nanoTime();
        String error = "";
        try {
            run(spec, env, attempt);
        } catch (ProbeException | TokenException e) {
            error = String.valueOf(e.getMessage());
        }
        return attempt.end(error, (System.nanoTime() - began) / 1e9);
    }

    private void run(ProbeSpec spec, String env, Attempt attempt)
            throws ProbeException, TokenException, InterruptedException {
        if (spec.http() != null) {
            ResourceKey secret = spec.token(env);
            http.run(spec.http(), secret == null ? null : tokens.of(secret), attempt);
        } else if (spec.tcp() != null) {
            tcp.run(spec.tcp(), attempt);
        } else if (spec.dns() != null) {
            dns.run(spec.dns(), attempt);
        }
    }

    @Override
    public void close() {
        dialer.close();
    }
}
