// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import dev.plinth.core.telemetry.metric.certificate.Certificates;
import dev.plinth.core.telemetry.metric.probe.Attempt.Phase;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** Connects, and tells how long each step takes. Nothing of it holds on to the thread that waits. */
final class Dialer implements AutoCloseable {
    private final HostLookup lookup;
    private final Clock clock;
    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("probe", true), NioIoHandler.newFactory());

    Dialer(HostLookup lookup, Clock clock) {
        this.lookup = lookup;
        this.clock = clock;
    }

    /** TLS to one server. */
    private record Securing(SslHandler handler, PeerCertificates certificates) {}

    /**
     * A connection that is open, with its handshake done; who asked for it closes it.
     *
     * @param trust for TLS; null for none
     * @param handlers of what comes over it, from the first byte on
     */
    Channel dial(String host, int port, @Nullable Trust trust, Attempt attempt, ChannelHandler... handlers)
            throws ProbeException, InterruptedException {
        long began = System.nanoTime();
        InetAddress address = lookup.find(host, attempt.deadline());
        long found = System.nanoTime();
        attempt.found(address, found - began);
        Securing tls = trust == null ? null : securing(trust, host, port);
        ChannelFuture connecting = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (tls != null) {
                            channel.pipeline().addLast(tls.handler());
                        }
                        channel.pipeline().addLast(handlers);
                    }
                })
                .connect(new InetSocketAddress(address, port));
        boolean done = false;
        try {
            connect(connecting, attempt, address, port);
            long connected = System.nanoTime();
            attempt.spent(Phase.CONNECT, connected - found);
            if (tls != null) {
                secure(tls, attempt);
                attempt.spent(Phase.TLS, System.nanoTime() - connected);
            }
            done = true;
            return connecting.channel();
        } finally {
            if (!done) {
                var _ = connecting.channel().close();
            }
        }
    }

    private static void connect(ChannelFuture connecting, Attempt attempt, InetAddress address, int port)
            throws ProbeException, InterruptedException {
        await(connecting, attempt.deadline(), "connect");
        Throwable failure = connecting.cause();
        if (failure != null) {
            throw new ProbeException(
                    "no connection to %s: %s"
                            .formatted(
                                    new InetSocketAddress(address, port)
                                            .toString()
                                            .replaceFirst("^[^/]*/", ""),
                                    ProbeException.reason(failure).replaceFirst(": \\S*/\\S+$", "")),
                    failure);
        }
    }

    private static void secure(Securing tls, Attempt attempt) throws ProbeException, InterruptedException {
        Future<Channel> handshake = tls.handler().handshakeFuture();
        await(handshake, attempt.deadline(), "tls");
        PeerCertificates.Shown shown = tls.certificates().shown();
        if (shown != null) {
            attempt.shown(shown.certificates(), shown.version(), shown.chainExpiry());
        }
        Throwable failure = handshake.cause();
        if (failure != null) {
            throw new ProbeException(
                    shown == null || shown.refusal().isEmpty()
                            ? "no TLS: " + ProbeException.reason(failure)
                            : shown.refusal(),
                    failure);
        }
    }

    /** Until it is done, well or not. */
    static void await(Future<?> future, Deadline deadline, String phase) throws ProbeException, InterruptedException {
        if (!future.await(deadline.left(), TimeUnit.NANOSECONDS)) {
            throw deadline.over(phase, null);
        }
    }

    private Securing securing(Trust trust, String host, int port) throws ProbeException {
        String name = trust.serverName() == null ? host.replaceAll("[\\[\\]]", "") : trust.serverName();
        try {
            PeerCertificates certificates =
                    new PeerCertificates(Certificates.trusting(trust.authorities()), trust.any(), name, clock);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {certificates}, null);
            SSLEngine engine = context.createSSLEngine(name, port);
            engine.setUseClientMode(true);
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            engine.setSSLParameters(parameters);
            SslHandler handler = new SslHandler(engine);
            handler.setHandshakeTimeoutMillis(0);
            return new Securing(handler, certificates);
        } catch (GeneralSecurityException e) {
            throw new ProbeException("TLS cannot begin: " + ProbeException.reason(e), e);
        }
    }

    @Override
    public void close() {
        var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
