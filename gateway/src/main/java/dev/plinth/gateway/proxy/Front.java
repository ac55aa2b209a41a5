// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.proxy;

import dev.plinth.gateway.route.Access;
import dev.plinth.gateway.route.Route;
import dev.plinth.gateway.route.RouteTable;
import dev.plinth.gateway.route.TraceSampling;
import dev.plinth.gateway.route.Upstream;
import dev.plinth.gateway.session.Identity;
import dev.plinth.gateway.session.SignIn;
import dev.plinth.gateway.telemetry.AccessRecord;
import dev.plinth.gateway.telemetry.Visit;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A connection from the world. It serves one request at a time: reads its head, finds its route, asks who it is, takes a connection
 * to an instance in the same event loop, and from then on passes on what comes, in both directions, as fast as the slower side takes
 * it. Nothing here is shared with another thread.
 */
// what becomes of a write is told by the channel: it is closed when one fails
@SuppressWarnings("FutureReturnValueIgnored")
final class Front extends ChannelInboundHandlerAdapter {
    private static final String CONSOLE = "/console/";
    private static final String WATCH = "/api/v1/watch";
    private static final int MAX_ATTEMPTS = 3;
    private static final int MAX_PIPELINED = 32;
    private static final int MAX_LENGTH_DIGITS = 18;
    private static final Set<String> REPEATABLE = Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE");

    private final ProxyContext proxy;
    private final Gatekeeper gatekeeper;
    private final FrontEncoder encoder = new FrontEncoder();
    private final ArrayDeque<Object> waiting = new ArrayDeque<>(2);
    private @Nullable ChannelHandlerContext context;
    private @Nullable Exchange exchange;
    private String client = "";
    private boolean discarding;
    private boolean relaying;
    private boolean closing;
    private long headBegunNanos;
    private long movedNanos = System.nanoTime();

    Front(ProxyContext proxy) {
        this.proxy = proxy;
        this.gatekeeper = new Gatekeeper(proxy);
    }

    /** A request and its answer. */
    private static final class Exchange {
        final HttpRequest request;
        final long beganNanos;
        final long epochMicros;
        final boolean keepAlive;
        final boolean head;
        final boolean oldClient;
        final ArrayDeque<HttpContent> unsent = new ArrayDeque<>(2);
        TraceContext trace = TraceContext.of(null);

        @Nullable
        String traceThreshold;

        @Nullable
        Target target;

        @Nullable
        Route route;

        @Nullable
        Identity identity;

        @Nullable
        Back back;

        @Nullable
        Upstream tried;

        @Nullable
        String problem;

        @Nullable
        String business;

        boolean page;
        int attempts;
        int status;
        long bytesIn;
        long bytesOut;
        long askedNanos;
        boolean upgrade;
        boolean requestDone;
        boolean answered;
        boolean informational;
        boolean backKeepAlive;
        boolean closeAfter;

        Exchange(HttpRequest request, Clock clock) {
            this.request = request;
            this.beganNanos = System.nanoTime();
            this.epochMicros = clock.millis() * 1_000;
            this.keepAlive = HttpUtil.isKeepAlive(request);
            this.head = request.method().equals(HttpMethod.HEAD);
            this.oldClient = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        }
    }

    /** Puts what it needs into the pipeline. */
    void initialise(Channel channel) {
        channel.pipeline()
                .addLast("arrival", new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext each, Object bytes) {
                        movedNanos = System.nanoTime();
                        if (exchange == null && headBegunNanos == 0) {
                            headBegunNanos = movedNanos;
                        }
                        each.fireChannelRead(bytes);
                    }
                })
                .addLast("decoder", new FrontDecoder(proxy.limits()))
                .addLast("encoder", encoder)
                .addLast(this);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        if (active.channel().remoteAddress() instanceof InetSocketAddress remote) {
            client = NetUtil.toAddressString(remote.getAddress());
        }
        LoopState.CURRENT.get().add(this, active.channel().eventLoop());
        active.fireChannelActive();
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context);
    }

    // ---- from the world

    @Override
    public void channelRead(ChannelHandlerContext reading, Object message) {
        if (relaying) {
            relay(message);
        } else if (exchange == null && !discarding && !closing) {
            take(message);
        } else if (message instanceof HttpContent content && waiting.isEmpty()) {
            body(content);
        } else if (closing || waiting.size() >= MAX_PIPELINED) {
            ReferenceCountUtil.release(message);
            if (!closing) {
                close();
            }
        } else {
            // the next request is here before this one is answered
            waiting.add(message);
            reading.channel().config().setAutoRead(false);
        }
    }

    private void take(Object message) {
        if (message instanceof HttpRequest request) {
            begin(request);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void relay(Object bytes) {
        Exchange current = exchange;
        Back back = current == null ? null : current.back;
        if (current == null || back == null || !(bytes instanceof ByteBuf buffer)) {
            ReferenceCountUtil.release(bytes);
            return;
        }
        current.bytesIn += buffer.readableBytes();
        back.channel().write(buffer);
        if (!back.channel().isWritable()) {
            context().channel().config().setAutoRead(false);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext reading) {
        Exchange current = exchange;
        if (current != null && current.back != null) {
            current.back.channel().flush();
        }
    }

    /** The instance takes more again. */
    void readOn() {
        if (exchange != null && waiting.isEmpty()) {
            context().channel().config().setAutoRead(true);
        }
    }

    private void begin(HttpRequest request) {
        headBegunNanos = 0;
        Exchange current = new Exchange(request, proxy.clock());
        exchange = current;
        if (request.decoderResult().isFailure()) {
            Throwable cause = request.decoderResult().cause();
            Problem problem = cause instanceof TooLongHttpLineException
                    ? Problem.URI_TOO_LONG
                    : cause instanceof TooLongHttpHeaderException
                            ? Problem.HEADERS_TOO_LARGE
                            : Problem.REQUEST_MALFORMED;
            current.closeAfter = true;
            refuse(current, problem, "It cannot be read: " + cause.getMessage() + ".");
            return;
        }
        current.trace = TraceContext.of(request.headers().get("traceparent"));
        Target target = Target.of(request);
        String framing = framingProblem(request);
        if (target == null || framing != null) {
            current.closeAfter = true;
            refuse(
                    current,
                    Problem.REQUEST_MALFORMED,
                    framing != null ? framing : "The host or the path is not right, or could be read in two ways.");
            return;
        }
        current.target = target;
        if (target.plain().equals(SignIn.CALLBACK)) {
            callback(current, target);
            return;
        }
        switch (proxy.routes()
                .get()
                .find(target.host(), target.plain(), request.method().name())) {
            case RouteTable.Match.Found found -> admit(current, target, found.route());
            case RouteTable.Match.WrongMethod wrong -> {
                FullHttpResponse response = problem(
                        current,
                        Problem.METHOD_NOT_ALLOWED,
                        "%s is not possible here (expected: one of %s)."
                                .formatted(request.method(), String.join(", ", wrong.allowed())));
                response.headers().set(HttpHeaderNames.ALLOW, String.join(", ", wrong.allowed()));
                answer(current, response);
            }
            case RouteTable.Match.NoRoute none -> noRoute(current, target);
        }
    }

    /** The bare site leads people to the console. */
    private void noRoute(Exchange current, Target target) {
        if (target.plain().equals("/") && current.request.method().equals(HttpMethod.GET)) {
            answer(current, redirect(new SignIn.Redirect(CONSOLE, List.of())));
        } else {
            refuse(
                    current,
                    Problem.NO_ROUTE,
                    "There is no route for %s on %s.".formatted(target.path(), target.host()));
        }
    }

    /** What two servers could read differently. */
    private static @Nullable String framingProblem(HttpRequest request) {
        HttpHeaders headers = request.headers();
        List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
        if (lengths.size() > 1 || (lengths.size() == 1 && !isNumber(lengths.getFirst()))) {
            return "Content-Length is %s (expected: one number).".formatted(String.join(", ", lengths));
        }
        List<String> encodings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (encodings.isEmpty()) {
            return null;
        }
        if (encodings.size() > 1 || !encodings.getFirst().equalsIgnoreCase("chunked")) {
            return "Transfer-Encoding is " + String.join(", ", encodings) + " (expected: chunked, or none).";
        }
        return request.protocolVersion().equals(HttpVersion.HTTP_1_0) ? "HTTP/1.0 has no Transfer-Encoding." : null;
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_LENGTH_DIGITS
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private void callback(Exchange current, Target target) {
        QueryStringDecoder query = new QueryStringDecoder(target.uri());
        Map<String, String> parameters = new HashMap<>();
        query.parameters().forEach((name, values) -> parameters.put(name, values.getFirst()));
        HttpHeaders headers = current.request.headers().copy();
        proxy.signIn()
                .finish(parameters, name -> Cookies.find(headers, name))
                .thenAcceptAsync(outcome -> called(current, outcome), context().executor());
    }

    private void called(Exchange current, SignIn.Outcome outcome) {
        if (exchange != current) {
            return;
        }
        switch (outcome) {
            case SignIn.Outcome.Done done -> answer(current, redirect(done.redirect()));
            case SignIn.Outcome.Failed failed ->
                refuse(
                        current,
                        failed.status() == 503 ? Problem.IDENTITY_UNAVAILABLE : Problem.SIGN_IN_FAILED,
                        failed.detail() + " Try again at " + failed.retry());
        }
    }

    private void admit(Exchange current, Target target, Route route) {
        current.route = route;
        HttpRequest request = current.request;
        current.upgrade = isUpgrade(request);
        sample(request.headers(), current, route);
        switch (gatekeeper.check(request, target, route)) {
            case Gatekeeper.Verdict.Pass pass -> {
                current.identity = pass.identity();
                forward(current, target, route);
            }
            case Gatekeeper.Verdict.SendToSignIn send -> answer(current, redirect(send.redirect()));
            case Gatekeeper.Verdict.Refuse refuse -> {
                FullHttpResponse response = problem(current, refuse.problem(), refuse.detail());
                if (refuse.problem() == Problem.UNAUTHENTICATED) {
                    response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"plinth\"");
                }
                answer(current, response);
            }
        }
    }

    /** A trace that began elsewhere stays as it was decided there. */
    private static void sample(HttpHeaders headers, Exchange current, Route route) {
        String state = headers.get("tracestate");
        current.traceThreshold = current.trace.isNew() ? null : TraceSampling.thresholdOf(state);
        if (current.traceThreshold == null && route.traceThreshold() != null) {
            current.traceThreshold = route.traceThreshold();
            String others = current.trace.isNew() ? null : String.join(",", headers.getAll("tracestate"));
            headers.set("tracestate", TraceSampling.traceState(route.traceThreshold(), others));
        } else if (current.trace.isNew()) {
            headers.remove("tracestate");
        }
    }

    private static boolean isUpgrade(HttpRequest request) {
        return request.headers().contains(HttpHeaderNames.UPGRADE)
                && request.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                && request.method().equals(HttpMethod.GET);
    }

    private void forward(Exchange current, Target target, Route route) {
        HttpHeaders headers = current.request.headers();
        long length = HttpUtil.getContentLength(current.request, 0L);
        if (route.maxBodyBytes() >= 0 && length > route.maxBodyBytes()) {
            current.closeAfter = true;
            refuse(current, Problem.BODY_TOO_LARGE, tooLarge(length + " bytes", route));
            return;
        }
        if (HttpUtil.is100ContinueExpected(current.request)) {
            context().writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        }
        headers.remove(HttpHeaderNames.EXPECT);
        String upgrade = current.upgrade ? headers.get(HttpHeaderNames.UPGRADE) : null;
        Hops.strip(headers);
        if (upgrade != null) {
            headers.set(HttpHeaderNames.UPGRADE, upgrade).set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
        }
        headers.set(HttpHeaderNames.HOST, target.authority());
        Hops.forwarded(headers, client, proxy.secure(), target.authority());
        headers.set("traceparent", current.trace.traceparent());
        String uri = target.uri();
        if (route.stripPrefix() && target.path().startsWith(route.prefix())) {
            String rest = uri.substring(route.prefix().length());
            uri = rest.startsWith("/") ? rest : "/" + rest;
        }
        current.request.setUri(uri).setProtocolVersion(HttpVersion.HTTP_1_1);
        connect(current, route);
    }

    private static String tooLarge(String size, Route route) {
        return "The body has %s (expected: at most %d).".formatted(size, route.maxBodyBytes());
    }

    private void body(HttpContent content) {
        Exchange current = exchange;
        if (discarding || current == null) {
            if (content instanceof LastHttpContent) {
                discarding = false;
                content.release();
                next();
            } else {
                content.release();
            }
            return;
        }
        if (content.decoderResult().isFailure()) {
            content.release();
            current.closeAfter = true;
            if (current.answered) {
                close();
            } else {
                refuse(current, Problem.REQUEST_MALFORMED, "The body cannot be read.");
            }
            return;
        }
        current.bytesIn += content.content().readableBytes();
        Route route = current.route;
        if (route != null && route.maxBodyBytes() >= 0 && current.bytesIn > route.maxBodyBytes()) {
            content.release();
            current.closeAfter = true;
            if (current.answered) {
                close();
            } else {
                refuse(current, Problem.BODY_TOO_LARGE, tooLarge("more than that", route));
            }
            return;
        }
        if (content instanceof LastHttpContent) {
            current.requestDone = true;
            current.askedNanos = System.nanoTime();
        }
        Back back = current.back;
        if (back == null) {
            current.unsent.add(content);
            context().channel().config().setAutoRead(current.requestDone);
            return;
        }
        back.channel().write(content, back.channel().voidPromise());
        if (!back.channel().isWritable()) {
            context().channel().config().setAutoRead(false);
        }
    }

    // ---- to the instance

    private void connect(Exchange current, Route route) {
        Upstream upstream = route.upstreams().next(current.tried);
        if (upstream == null) {
            FullHttpResponse response = problem(
                    current,
                    Problem.NO_INSTANCE,
                    "No instance of %s is registered."
                            .formatted(route.upstreams().name()));
            response.headers().set(HttpHeaderNames.RETRY_AFTER, "1");
            answer(current, response);
            return;
        }
        current.tried = upstream;
        Back pooled = LoopState.CURRENT.get().take(upstream);
        if (pooled != null) {
            attach(current, pooled);
            return;
        }
        Back back = new Back(upstream);
        new Bootstrap()
                .group(context().channel().eventLoop())
                .channel(proxy.clientChannel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, route.connectTimeoutMillis())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        proxy.prepare().accept(channel);
                        back.initialise(channel);
                    }
                })
                .connect(upstream.address())
                .addListener((ChannelFuture future) -> connected(current, route, back, future));
    }

    private void connected(Exchange current, Route route, Back back, ChannelFuture future) {
        if (future.isSuccess()) {
            back.upstream().succeeded();
            if (exchange == current && !current.answered) {
                attach(current, back);
            } else {
                back.close();
            }
            return;
        }
        back.upstream().failed();
        if (exchange != current || current.answered) {
            return;
        }
        current.attempts++;
        if (current.attempts < MAX_ATTEMPTS) {
            connect(current, route);
        } else {
            refuse(
                    current,
                    Problem.CONNECT_FAILED,
                    "%s cannot be reached at %s."
                            .formatted(route.upstreams().name(), back.upstream().name()));
        }
    }

    private void attach(Exchange current, Back back) {
        current.back = back;
        back.serve(this, current.head);
        back.channel().write(current.request, back.channel().voidPromise());
        for (HttpContent content = current.unsent.poll(); content != null; content = current.unsent.poll()) {
            back.channel().write(content, back.channel().voidPromise());
        }
        back.channel().flush();
        movedNanos = System.nanoTime();
        if (waiting.isEmpty() && back.channel().isWritable()) {
            context().channel().config().setAutoRead(true);
        }
    }

    // ---- from the instance

    void answer(Back back, Object message) {
        movedNanos = System.nanoTime();
        Exchange current = exchange;
        if (current == null || current.back != back) {
            ReferenceCountUtil.release(message);
            back.close();
            return;
        }
        if (relaying) {
            current.bytesOut += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
            write(back, message);
        } else if (message instanceof HttpResponse response) {
            head(current, back, response);
        } else if (message instanceof HttpContent content) {
            if (current.informational) {
                current.informational = !(content instanceof LastHttpContent);
                content.release();
            } else {
                content(current, back, content);
            }
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void head(Exchange current, Back back, HttpResponse response) {
        if (response.decoderResult().isFailure()) {
            ReferenceCountUtil.release(response);
            current.back = null;
            back.close();
            refuse(current, Problem.UPSTREAM_MALFORMED, "The head of its answer cannot be read.");
            return;
        }
        int status = response.status().code();
        if (status == HttpResponseStatus.SWITCHING_PROTOCOLS.code() && current.upgrade) {
            current.status = status;
            current.answered = true;
            switchProtocols(back, response);
            return;
        }
        if (status < 200) {
            current.informational = true;
            return;
        }
        current.backKeepAlive = HttpUtil.isKeepAlive(response);
        HttpHeaders headers = response.headers();
        Hops.strip(headers);
        boolean chunked = headers.contains(HttpHeaderNames.TRANSFER_ENCODING);
        boolean sized = headers.contains(HttpHeaderNames.CONTENT_LENGTH);
        if (!chunked && !sized && !current.head && status != 204 && status != 304) {
            // its end was to be the end of the connection
            if (current.oldClient) {
                current.closeAfter = true;
            } else {
                headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            }
        } else if (chunked && current.oldClient) {
            headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
            current.closeAfter = true;
        } else if (chunked && sized) {
            headers.remove(HttpHeaderNames.CONTENT_LENGTH);
        }
        Route route = current.route;
        if (route != null && route.service() != null) {
            current.page = Visits.isPage(current.request, response);
            current.business = Visits.takeBusiness(headers);
        }
        response.setProtocolVersion(HttpVersion.HTTP_1_1);
        writeHead(current, response);
        context().write(response, context().voidPromise());
    }

    private void writeHead(Exchange current, HttpResponse response) {
        current.answered = true;
        current.status = response.status().code();
        current.closeAfter |= !current.keepAlive || proxy.draining().getAsBoolean();
        encoder.answersHead(current.head);
        if (current.closeAfter) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (current.oldClient) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
    }

    private void content(Exchange current, Back back, HttpContent content) {
        if (content.decoderResult().isFailure()) {
            content.release();
            broken(current, back);
            return;
        }
        current.bytesOut += content.content().readableBytes();
        write(back, content);
        if (content instanceof LastHttpContent) {
            done(current, back);
        }
    }

    private void write(Back back, Object message) {
        context().write(message, context().voidPromise());
        if (!context().channel().isWritable()) {
            back.channel().config().setAutoRead(false);
        }
    }

    void flush() {
        context().flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext changed) {
        Exchange current = exchange;
        if (changed.channel().isWritable() && current != null && current.back != null) {
            current.back.channel().config().setAutoRead(true);
        }
        changed.fireChannelWritabilityChanged();
    }

    private void done(Exchange current, Back back) {
        current.back = null;
        if (current.requestDone && current.backKeepAlive) {
            back.release();
        } else {
            // an answer before the whole request: what is left of it is nobody's
            current.closeAfter |= !current.requestDone;
            back.close();
        }
        finish(current);
    }

    private void finish(Exchange current) {
        record(current);
        exchange = null;
        if (current.closeAfter) {
            close();
        } else {
            discarding = !current.requestDone;
            context().flush();
            if (!discarding) {
                next();
            }
        }
    }

    /** The next request may be here already. */
    private void next() {
        movedNanos = System.nanoTime();
        while (exchange == null && !discarding && !closing) {
            Object message = waiting.poll();
            if (message == null) {
                break;
            }
            take(message);
        }
        while (exchange != null && waiting.peek() instanceof HttpContent content) {
            waiting.poll();
            body(content);
        }
        Exchange begun = exchange;
        if (begun != null && begun.back != null) {
            begun.back.channel().flush();
        }
        if (waiting.isEmpty() && !closing) {
            context().channel().config().setAutoRead(true);
        }
    }

    /** An instance closed the connection in the middle. */
    void lost(Back back) {
        Exchange current = exchange;
        if (current == null || current.back != back) {
            return;
        }
        current.back = null;
        if (relaying) {
            record(current);
            exchange = null;
            close();
        } else if (current.answered) {
            broken(current, back);
        } else if (back.isReused() && isRepeatable(current) && current.attempts < MAX_ATTEMPTS) {
            // it was closed while it was idle, as servers do; the request has not been seen
            current.attempts++;
            current.unsent.add(LastHttpContent.EMPTY_LAST_CONTENT);
            connect(current, Objects.requireNonNull(current.route));
        } else {
            refuse(
                    current,
                    Problem.UPSTREAM_BROKEN,
                    back.upstream().name() + " closed the connection without an answer.");
        }
    }

    private static boolean isRepeatable(Exchange current) {
        return current.requestDone
                && current.bytesIn == 0
                && REPEATABLE.contains(current.request.method().name());
    }

    /** The answer has begun and cannot be completed; the client must not take it for whole. */
    private void broken(Exchange current, Back back) {
        current.back = null;
        back.close();
        current.problem = Problem.UPSTREAM_BROKEN.code();
        record(current);
        exchange = null;
        closing = true;
        context().channel().close();
    }

    private void switchProtocols(Back back, HttpResponse response) {
        String protocol = response.headers().get(HttpHeaderNames.UPGRADE);
        Hops.strip(response.headers());
        response.headers()
                .remove(HttpHeaderNames.TRANSFER_ENCODING)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
        if (protocol != null) {
            response.headers().set(HttpHeaderNames.UPGRADE, protocol);
        }
        context().writeAndFlush(response);
        relaying = true;
        LoopState.CURRENT.get().remove(this);
        // what either side has sent already comes out of its decoder as it is removed
        back.channel().pipeline().remove("encoder");
        context().pipeline().remove("encoder");
        context().pipeline().remove("decoder");
        back.channel().pipeline().remove("decoder");
        back.channel().flush();
    }

    // ---- answers of our own

    private static FullHttpResponse problem(Exchange current, Problem problem, String detail) {
        current.problem = problem.code();
        return problem.response(detail, current.trace.traceId());
    }

    private static FullHttpResponse redirect(SignIn.Redirect redirect) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.FOUND);
        response.headers()
                .set(HttpHeaderNames.LOCATION, redirect.location())
                .set(HttpHeaderNames.CONTENT_LENGTH, 0)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        redirect.cookies().forEach(cookie -> response.headers().add(HttpHeaderNames.SET_COOKIE, cookie));
        return response;
    }

    private void refuse(Exchange current, Problem problem, String detail) {
        answer(current, problem(current, problem, detail));
    }

    private void answer(Exchange current, FullHttpResponse response) {
        Back back = current.back;
        current.back = null;
        if (back != null) {
            back.close();
        }
        current.unsent.forEach(ReferenceCountUtil::release);
        current.unsent.clear();
        // a body that is still to come is not waited for
        HttpHeaders headers = current.request.headers();
        boolean body = headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
                || !headers.get(HttpHeaderNames.CONTENT_LENGTH, "0").equals("0");
        current.closeAfter |= body && !current.requestDone;
        current.bytesOut = response.content().readableBytes();
        writeHead(current, response);
        context().write(response);
        finish(current);
    }

    private void record(Exchange current) {
        long micros = (System.nanoTime() - current.beganNanos) / 1_000;
        Route route = current.route;
        (route == null ? proxy.unrouted() : route.meter())
                .count(current.status, micros, current.bytesIn, current.bytesOut);
        Target target = current.target;
        Identity identity = current.identity;
        proxy.log()
                .add(new AccessRecord(
                        current.epochMicros,
                        route == null ? "" : route.name(),
                        current.request.method().name(),
                        target == null ? "" : target.host(),
                        target == null ? "" : target.path(),
                        current.status,
                        current.bytesIn,
                        current.bytesOut,
                        micros,
                        current.tried == null ? null : current.tried.name(),
                        client,
                        current.trace.traceId(),
                        current.trace.spanId(),
                        current.traceThreshold,
                        route == null ? null : route.service(),
                        identity == null ? null : identity.principal(),
                        current.problem,
                        route == null || route.service() == null ? null : visit(current)));
    }

    private static Visit visit(Exchange current) {
        return new Visit(
                current.page,
                current.identity == null ? Visits.agent(current.request.headers()) : 0,
                current.tried == null ? null : current.tried.release(),
                current.business);
    }

    // ---- the end

    /** Called twice a second. */
    void tick(long now) {
        Exchange current = exchange;
        if (current == null) {
            long limit = headBegunNanos != 0
                    ? proxy.limits().headMillis()
                    : proxy.limits().idleMillis();
            long since = headBegunNanos != 0 ? headBegunNanos : movedNanos;
            if (now - since > limit * 1_000_000
                    || (headBegunNanos == 0 && proxy.draining().getAsBoolean())) {
                tooLate();
            }
            return;
        }
        Route route = current.route;
        if (route == null) {
            return;
        }
        Back watched = current.answered && proxy.draining().getAsBoolean() ? current.back : null;
        if (watched != null
                && route.access() == Access.PLATFORM
                && current.request.uri().startsWith(WATCH)) {
            // it would never end; who watches goes on where he was, at another gateway or at the next one here
            current.closeAfter = true;
            broken(current, watched);
            return;
        }
        boolean waitsForAnswer = current.requestDone && !current.answered && current.back != null;
        if (waitsForAnswer && now - current.askedNanos > route.responseTimeoutMillis() * 1_000_000L) {
            refuse(
                    current,
                    Problem.UPSTREAM_TIMEOUT,
                    "%s has not answered within %d ms."
                            .formatted(
                                    current.tried == null ? "" : current.tried.name(), route.responseTimeoutMillis()));
        } else if (!waitsForAnswer && now - movedNanos > route.idleTimeoutMillis() * 1_000_000L) {
            current.closeAfter = true;
            if (current.answered) {
                Back back = current.back;
                if (back != null) {
                    broken(current, back);
                }
            } else {
                refuse(
                        current,
                        Problem.REQUEST_TIMEOUT,
                        "Nothing has moved for %d ms.".formatted(route.idleTimeoutMillis()));
            }
        }
    }

    private void tooLate() {
        if (headBegunNanos == 0) {
            close();
            return;
        }
        FullHttpResponse response = Problem.REQUEST_TIMEOUT.response(
                "Its head has not come within %d ms.".formatted(proxy.limits().headMillis()), "");
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        headBegunNanos = 0;
        context().write(response);
        close();
    }

    /** After what was written has gone. */
    private void close() {
        closing = true;
        context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void channelInactive(ChannelHandlerContext inactive) {
        LoopState.CURRENT.get().remove(this);
        closing = true;
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        Exchange current = exchange;
        exchange = null;
        if (current != null) {
            Back back = current.back;
            current.back = null;
            if (back != null) {
                back.close();
            }
            current.unsent.forEach(ReferenceCountUtil::release);
            if (!relaying && !current.answered) {
                current.status = 0;
            }
            record(current);
        }
        inactive.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext caught, Throwable failure) {
        if (!(failure instanceof IOException) && !(failure instanceof DecoderException)) {
            System.getLogger(Front.class.getName()).log(System.Logger.Level.ERROR, "A defect of the gateway", failure);
        }
        caught.close();
    }
}
