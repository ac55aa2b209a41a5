// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.proxy;

import dev.plinth.gateway.route.Upstream;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A connection to an instance. It serves one request at a time, and waits in its event loop's pool between them. */
// what becomes of a write is told by the channel: it is closed when one fails
@SuppressWarnings("FutureReturnValueIgnored")
final class Back extends ChannelInboundHandlerAdapter {
    private final Upstream upstream;
    private final BackDecoder decoder = new BackDecoder();
    private @Nullable Front front;
    private @Nullable Channel channel;
    private long idleSince;
    private boolean reused;

    Back(Upstream upstream) {
        this.upstream = upstream;
    }

    Upstream upstream() {
        return upstream;
    }

    long idleSince() {
        return idleSince;
    }

    /** Whether it has served another request before, so that it may be closed by the other side at any moment. */
    boolean isReused() {
        return reused;
    }

    boolean isUsable() {
        Channel open = channel;
        return open != null && open.isActive();
    }

    Channel channel() {
        return Objects.requireNonNull(channel);
    }

    void initialise(Channel opened) {
        channel = opened;
        opened.pipeline()
                .addLast("decoder", decoder)
                .addLast("encoder", new BackEncoder())
                .addLast(this);
    }

    void serve(Front served, boolean head) {
        front = served;
        decoder.answersHead(head);
    }

    /** Back into the pool. */
    void release() {
        front = null;
        reused = true;
        idleSince = System.nanoTime();
        channel().config().setAutoRead(true);
        LoopState.CURRENT.get().give(this);
    }

    void close() {
        front = null;
        Channel open = channel;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Front served = front;
        if (served == null) {
            // an idle connection has nothing to say
            ReferenceCountUtil.release(message);
            context.close();
            return;
        }
        served.answer(this, message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (front != null) {
            front.flush();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (front != null && context.channel().isWritable()) {
            front.readOn();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        Front served = front;
        front = null;
        if (served == null) {
            LoopState.CURRENT.get().forget(this);
        } else {
            served.lost(this);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        context.close();
    }
}
