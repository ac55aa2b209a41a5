// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.route;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An instance that answers requests. Its health is what this gateway has seen of it; shared by all event loops. */
public final class Upstream {
    private static final long FIRST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MAX_DOUBLINGS = 5;

    private final String host;
    private final int port;
    private final InetSocketAddress address;
    private volatile @Nullable String release;
    private volatile int failures;
    private volatile long pausedUntilNanos;

    public Upstream(String host, int port) {
        this.host = host;
        this.port = port;
        this.address = InetSocketAddress.createUnresolved(host, port);
    }

    public InetSocketAddress address() {
        return address;
    }

    /** Names it in logs: {@code 10.0.0.7:8081}. */
    public String name() {
        return host + ":" + port;
    }

    /** The version that it says it has; null when it says none. */
    public @Nullable String release() {
        return release;
    }

    void setRelease(@Nullable String version) {
        release = version;
    }

    boolean isHealthy() {
        return failures == 0 || System.nanoTime() - pausedUntilNanos >= 0;
    }

    /** It could not be connected to: left alone for a second, and twice as long after each further failure, up to half a minute. */
    public void failed() {
        int count = failures + 1;
        pausedUntilNanos = System.nanoTime() + (FIRST_PAUSE_NANOS << Math.min(MAX_DOUBLINGS, count - 1));
        failures = count;
    }

    public void succeeded() {
        if (failures != 0) {
            failures = 0;
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
