// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.proxy;

import dev.plinth.gateway.route.RouteMeter;
import dev.plinth.gateway.route.RouteTable;
import dev.plinth.gateway.session.Sessions;
import dev.plinth.gateway.session.SignIn;
import dev.plinth.gateway.session.TokenVerifier;
import dev.plinth.gateway.telemetry.AccessLog;
import io.netty.channel.Channel;
import io.netty.channel.socket.SocketChannel;
import java.time.Clock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What every connection uses.
 *
 * @param routes asked at each request, so that a new table is used from the next request on
 * @param clientChannel the kind of channel that connections upstream are
 * @param prepare what is set at each connection, from outside and upstream
 * @param draining whether the gateway wants to end: answers say that their connection closes
 */
public record ProxyContext(
        Supplier<RouteTable> routes,
        TokenVerifier tokens,
        Sessions sessions,
        SignIn signIn,
        AccessLog log,
        RouteMeter unrouted,
        Limits limits,
        boolean secure,
        Class<? extends SocketChannel> clientChannel,
        Consumer<Channel> prepare,
        BooleanSupplier draining,
        Clock clock) {
    /**
     * Limits of what the world may send.
     *
     * @param headMillis in which the head of a request must have come, once it has begun
     * @param idleMillis in which a connection may wait for its next request
     */
    public record Limits(int maxLineBytes, int maxHeaderBytes, int headMillis, int idleMillis) {
        public static final Limits DEFAULT = new Limits(8 << 10, 32 << 10, 10_000, 75_000);
    }
}
