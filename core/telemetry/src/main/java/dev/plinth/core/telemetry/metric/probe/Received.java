// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What comes over a connection, in its parts; nobody looks at more than its beginning, so it is closed when there is more. */
final class Received extends SimpleChannelInboundHandler<ByteBuf> {
    static final int MAX = 8 << 10;

    private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>();
    private int size;

    /** @param last whether nothing comes after it */
    record Part(byte[] bytes, boolean last) {}

    /** The next part; null when there is none in time. */
    @Nullable
    Part next(Deadline deadline) throws InterruptedException {
        return parts.poll(deadline.left(), TimeUnit.NANOSECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
        size += bytes.readableBytes();
        parts.add(new Part(ByteBufUtil.getBytes(bytes), size >= MAX));
        if (size >= MAX) {
            var _ = context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        parts.add(new Part(new byte[0], true));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        var _ = context.close();
    }
}
