// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Puts one answer together, as long as its body is not too large. */
final class ReplyReader extends SimpleChannelInboundHandler<HttpObject> {
    static final int MAX_BODY = 1 << 20;

    private final CompletableFuture<Reply> reply = new CompletableFuture<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private @Nullable HttpResponse head;
    private long contentLength = -1;
    private long first;

    /** Fails when there is no whole answer. */
    CompletableFuture<Reply> reply() {
        return reply;
    }

    /** Sees the answer as it came, before it is uncompressed. */
    ChannelInboundHandlerAdapter beforeUncompressing() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                if (message instanceof HttpResponse response && !isInterim(response)) {
                    first = System.nanoTime();
                    contentLength = length(response);
                }
                context.fireChannelRead(message);
            }
        };
    }

    private static long length(HttpResponse response) {
        String length = response.headers().get(HttpHeaderNames.CONTENT_LENGTH, "");
        return length.matches("[0-9]{1,18}") ? Long.parseLong(length) : -1;
    }

    /** An answer that announces another. */
    private static boolean isInterim(HttpResponse response) {
        return response.status().codeClass() == HttpStatusClass.INFORMATIONAL
                && response.status().code() != 101;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
        if (message.decoderResult().isFailure()) {
            fail(
                    context,
                    "the answer is no HTTP: "
                            + ProbeException.reason(message.decoderResult().cause()));
            return;
        }
        if (message instanceof HttpResponse response && !isInterim(response)) {
            head = response;
        }
        if (message instanceof HttpContent content && head != null) {
            add(context, content);
            if (message instanceof LastHttpContent) {
                complete(context, head);
            }
        }
    }

    private void add(ChannelHandlerContext context, HttpContent content) {
        if (body.size() + content.content().readableBytes() > MAX_BODY) {
            fail(context, "the body has more than %d bytes".formatted(MAX_BODY));
            return;
        }
        try {
            content.content().readBytes(body, content.content().readableBytes());
        } catch (IOException e) {
            exceptionCaught(context, e);
        }
    }

    private void complete(ChannelHandlerContext context, HttpResponse response) {
        Charset charset;
        try {
            charset = HttpUtil.getCharset(response, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            charset = StandardCharsets.UTF_8;
        }
        reply.complete(new Reply(
                response.status().code(),
                response.protocolVersion().majorVersion()
                        + response.protocolVersion().minorVersion() / 10.0,
                response.headers(),
                contentLength,
                body.toByteArray(),
                charset,
                first,
                System.nanoTime()));
        var _ = context.close();
    }

    private void fail(ChannelHandlerContext context, String why) {
        reply.completeExceptionally(new ProbeException(why));
        var _ = context.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        reply.completeExceptionally(
                new ProbeException("no complete answer: " + ProbeException.reason(failure), failure));
        var _ = context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        reply.completeExceptionally(new ProbeException("the connection was closed before the answer was complete"));
    }
}
