// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.proxy;

import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Front} of every connection that comes in. */
public final class FrontDoor extends ChannelInitializer<SocketChannel> {
    private final ProxyContext proxy;
    private final Supplier<@Nullable SslContext> tls;
    private final AtomicInteger open = new AtomicInteger();

    /** @param tls asked for each connection, so that a new certificate is used from the next one on; null for plain HTTP */
    public FrontDoor(ProxyContext proxy, Supplier<@Nullable SslContext> tls) {
        this.proxy = proxy;
        this.tls = tls;
    }

    /** Connections from outside at this moment. */
    public int open() {
        return open.get();
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        proxy.prepare().accept(channel);
        open.incrementAndGet();
        channel.closeFuture().addListener(closed -> open.decrementAndGet());
        SslContext context = tls.get();
        if (context != null) {
            channel.pipeline().addLast(context.newHandler(channel.alloc()));
        }
        new Front(proxy).initialise(channel);
    }
}
