// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import dev.plinth.client.PlinthClient;
import dev.plinth.client.Registration;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;

/**
 * Registers the running web server while it takes traffic. At the end it says first that it drains, then waits until others have heard it, and
 * only then Boot's graceful shutdown begins; it goes from the registry when the last request is answered.
 */
final class InstanceRegistration implements SmartLifecycle, DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(InstanceRegistration.class);

    private final PlinthClient client;
    private final @Nullable String host;
    private final @Nullable String version;
    private final Duration grace;
    private int port;
    private @Nullable Registration registration;
    private volatile boolean running;

    InstanceRegistration(PlinthClient client, @Nullable String host, @Nullable String version, Duration grace) {
        this.client = client;
        this.host = host;
        this.version = version;
        this.grace = grace;
    }

    @EventListener
    void started(WebServerInitializedEvent event) {
        // that of the management port has a namespace
        if (event.getApplicationContext().getServerNamespace() == null) {
            port = event.getWebServer().getPort();
        }
    }

    @EventListener
    synchronized void changed(AvailabilityChangeEvent<ReadinessState> event) {
        if (event.getState() == ReadinessState.REFUSING_TRAFFIC) {
            drain();
        } else if (registration != null) {
            registration.resume();
        } else if (port > 0) {
            String reached = host == null ? facing(client.settings().url()) : Objects.requireNonNull(host);
            registration = client.register(reached, port, version);
            LOG.info("Registered as {} at {}:{}", client.settings().app(), reached, port);
        }
    }

    /** The address of this machine that faces Plinth: the one others know it by, as a rule. */
    static String facing(URI plinth) {
        int port = plinth.getPort() > 0 ? plinth.getPort() : 80;
        try (DatagramSocket socket = new DatagramSocket()) {
            // nothing is sent: the kernel only chooses the way
            socket.connect(new InetSocketAddress(plinth.getHost(), port));
            return socket.getLocalAddress().getHostAddress();
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "Cannot tell which address of this machine faces {}: {}; set plinth.instance.host",
                    plinth,
                    e.toString());
            return InetAddress.getLoopbackAddress().getHostAddress();
        }
    }

    private void drain() {
        Registration known = registration;
        if (known != null) {
            known.drain();
        }
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        synchronized (this) {
            if (registration == null) {
                return;
            }
            drain();
        }
        try {
            LOG.info("Draining for {} ms before requests are refused", grace.toMillis());
            TimeUnit.MILLISECONDS.sleep(grace.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stopped before all others, so also before the web server. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }

    @Override
    public synchronized void destroy() {
        if (registration != null) {
            registration.close();
        }
    }
}
