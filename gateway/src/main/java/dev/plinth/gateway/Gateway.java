// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway;

import com.nimbusds.jose.jwk.ECKey;
import dev.plinth.client.Registration;
import dev.plinth.client.Watch;
import dev.plinth.client.WatchedItem;
import dev.plinth.gateway.proxy.FrontDoor;
import dev.plinth.gateway.proxy.ProxyContext;
import dev.plinth.gateway.route.RouteCompiler;
import dev.plinth.gateway.route.RouteMeter;
import dev.plinth.gateway.route.Upstream;
import dev.plinth.gateway.session.Sealed;
import dev.plinth.gateway.session.Sessions;
import dev.plinth.gateway.session.SignIn;
import dev.plinth.gateway.session.TokenVerifier;
import dev.plinth.gateway.telemetry.AccessLog;
import dev.plinth.gateway.telemetry.JvmMeters;
import dev.plinth.gateway.telemetry.MetricReports;
import dev.plinth.gateway.telemetry.TrafficReports;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The gateway as a whole: listens, watches the core, and says how far it has come. */
public final class Gateway implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Gateway.class.getName());
    /** Kept, or its level would be forgotten. */
    private static final java.util.logging.Logger KAFKA_LOGGER = java.util.logging.Logger.getLogger("org.apache.kafka");

    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(25);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final GatewaySettings settings;
    private final String name;
    private final ECKey key;
    private final Decisions decisions;
    private final AccessLog log;
    private final RouteMeter unrouted = new RouteMeter();
    private final FrontDoor door;
    private final EventLoopGroup loops;
    private final List<Channel> listening = new ArrayList<>();
    private final Management management;
    private final Watch watch;
    private final Registration registration;
    private final TrafficReports traffic;
    private final JvmMeters machine = new JvmMeters();
    private final MetricReports reports;
    private volatile boolean draining;

    private Gateway(GatewaySettings settings, ProxyContext.Limits limits) throws IOException, InterruptedException {
        this.settings = settings;
        Files.createDirectories(settings.directory());
        this.key = OwnKey.load(settings.directory().resolve("key.json"));
        this.name = "gateway-" + HexFormat.of().formatHex(sha256(key.getKeyID()), 0, 6);
        Upstream core = new Upstream(settings.core().getHost(), settings.core().getPort());
        this.decisions =
                new Decisions(settings.directory().resolve("snapshot.json"), new RouteCompiler(core), this::report);
        decisions.load();
        this.log = settings.kafka().isEmpty()
                ? new AccessLog(null, name, settings.env())
                : AccessLog.to(settings.kafka(), name, settings.env());
        Clock clock = Clock.systemUTC();
        Sealed sealed = new Sealed(credential());
        TokenVerifier tokens = new TokenVerifier(settings.publicUrl(), decisions::trust, clock);
        Sessions sessions = new Sessions(sealed, key, settings.publicUrl(), decisions::trust, clock);
        SignIn signIn =
                new SignIn(settings.core(), settings.publicUrl(), this::credential, sealed, sessions, tokens, clock);
        Transport transport = Transport.best();
        this.door = new FrontDoor(
                new ProxyContext(
                        decisions::routes,
                        tokens,
                        sessions,
                        signIn,
                        log,
                        unrouted,
                        limits,
                        settings.certificate() != null,
                        transport.client(),
                        transport::prepare,
                        () -> draining,
                        clock),
                tls(settings));
        this.loops = new MultiThreadIoEventLoopGroup(settings.threads(), transport.handler());
        listen(transport);
        this.management = new Management(
                settings.management(), decisions::isUsable, this::health, this::metrics, this::credential);
        this.registration = Registration.start(
                settings.core(), new WatchedItem.Key("Gateway", "", name), spec(0, null), this::credential);
        this.traffic = TrafficReports.start(
                settings.core().resolve("/api/v1/live/Gateway/" + name + "/traffic?env=" + settings.env()),
                this::credential,
                () -> decisions.routes().all(),
                unrouted,
                clock);
        this.reports = MetricReports.start(
                settings.core().resolve("/api/v1/live/Gateway/" + name + "/metrics?env=" + settings.env()),
                this::credential,
                this::metrics);
        this.watch = Watch.start(settings.core(), Decisions.KINDS, settings.env(), this::credential, decisions);
        LOG.log(
                System.Logger.Level.INFO,
                "{0} listens on {1} port {2,number,#} ({3}), environment {4}",
                name,
                settings.addresses(),
                settings.port(),
                transport,
                settings.env());
    }

    private static Supplier<@Nullable SslContext> tls(GatewaySettings settings) throws IOException {
        Path certificate = settings.certificate();
        Path privateKey = settings.key();
        return certificate == null || privateKey == null ? () -> null : new Certificates(certificate, privateKey);
    }

    private void listen(Transport transport) throws IOException, InterruptedException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(transport.server())
                .option(ChannelOption.SO_BACKLOG, 4096)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(64 << 10, 256 << 10))
                .childHandler(door);
        for (String address : settings.addresses()) {
            ChannelFuture bound = bootstrap.bind(address, settings.port()).await();
            if (bound.isSuccess()) {
                listening.add(bound.channel());
            } else if (!isMissing(address, bound.cause())) {
                throw new IOException(
                        "Cannot listen on %s port %d: %s"
                                .formatted(
                                        address, settings.port(), bound.cause().getMessage()),
                        bound.cause());
            }
        }
    }

    /** A machine without IPv6 has no {@code ::1}. */
    private static boolean isMissing(String address, Throwable cause) {
        return address.contains(":") && !String.valueOf(cause.getMessage()).contains("in use");
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private String credential() {
        try {
            return Files.readString(settings.credential()).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the gateway's credential: " + e.getMessage(), e);
        }
    }

    private ObjectNode spec(long applied, @Nullable String problem) {
        ObjectNode spec = JSON.createObjectNode()
                .put("env", settings.env())
                .put("address", settings.publicUrl())
                .put("jwk", key.toPublicJWK().toJSONString())
                .put("applied", applied);
        return problem == null
                ? spec
                : spec.put("problem", problem.length() > 2000 ? problem.substring(0, 2000) : problem);
    }

    private void report(Decisions.Applied applied) {
        Registration reporter = registration;
        // the first report comes from the snapshot, before there is anybody to tell
        if (reporter != null) {
            reporter.update(spec(applied.revision(), applied.problem()));
        }
    }

    private String health() {
        return JSON.createObjectNode()
                .put("state", draining ? "draining" : "up")
                .put("name", name)
                .put("core", decisions.isConnected() ? "connected" : "away")
                .put("routes", decisions.routes().all().count())
                .put("connections", door.open())
                .toString();
    }

    private String metrics() {
        StringBuilder out = new StringBuilder("""
                # TYPE plinth_gateway_requests_total counter
                # TYPE plinth_gateway_request_seconds histogram
                # TYPE plinth_gateway_received_bytes_total counter
                # TYPE plinth_gateway_sent_bytes_total counter
                # TYPE plinth_gateway_connections gauge
                # TYPE plinth_gateway_core_connected gauge
                # TYPE plinth_gateway_access_records_total counter
                """);
        Set<String> written = new HashSet<>();
        decisions.routes().all().forEach(route -> {
            if (written.add(route.name())) {
                route.meter().write(out, route.name());
            }
        });
        unrouted.write(out, "");
        out.append("plinth_gateway_connections %d\n".formatted(door.open()));
        out.append("plinth_gateway_core_connected %d\n".formatted(decisions.isConnected() ? 1 : 0));
        out.append("plinth_gateway_access_records_total{outcome=\"sent\"} %d\n".formatted(log.sent()));
        out.append("plinth_gateway_access_records_total{outcome=\"dropped\"} %d\n".formatted(log.dropped()));
        return out.append(machine.text()).toString();
    }

    /** Finishes what has begun and takes nothing new, within 25 seconds. */
    @Override
    public void close() {
        draining = true;
        registration.drain();
        listening.forEach(channel -> channel.close().awaitUninterruptibly());
        long limit = System.nanoTime() + DRAIN_LIMIT.toNanos();
        try {
            while (door.open() > 0 && System.nanoTime() < limit) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        watch.close();
        traffic.close();
        reports.close();
        machine.close();
        registration.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        log.close();
        decisions.close();
        management.close();
    }

    /** @param arguments the file with the settings */
    public static void main(String[] arguments) throws InterruptedException {
        if ("stdin".equals(System.getProperty("plinth.lifeline"))) {
            Thread.ofPlatform().daemon().name("lifeline").start(Gateway::haltAtEndOfInput);
        }
        quietKafka();
        trustBuffers();
        try {
            Gateway gateway = start(GatewaySettings.read(Path.of(arguments[0])), ProxyContext.Limits.DEFAULT);
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(gateway::close));
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(System.Logger.Level.ERROR, "The gateway cannot start: " + e.getMessage());
            System.exit(1);
        }
        Thread.currentThread().join();
    }

    /** Its client says at length that it waits for Kafka; the metrics say it shorter. */
    private static void quietKafka() {
        System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL %4$s %3$s: %5$s%6$s%n");
        KAFKA_LOGGER.setLevel(java.util.logging.Level.SEVERE);
    }

    /** Netty looks for leaks by wrapping one buffer in 128, which costs every request; that is for tests, unless asked for. */
    private static void trustBuffers() {
        if (System.getProperty("io.netty.leakDetection.level") == null) {
            ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        }
    }

    /** The supervisor holds the other end open; when it dies, however it dies, this process must not outlive it. */
    private static void haltAtEndOfInput() {
        try {
            while (System.in.read() >= 0) {
                // whatever it says, it lives
            }
        } catch (IOException e) {
            // the same as its end
        }
        Runtime.getRuntime().halt(0);
    }

    /** Returns once it listens. */
    static Gateway start(GatewaySettings settings, ProxyContext.Limits limits)
            throws IOException, InterruptedException {
        return new Gateway(settings, limits);
    }
}
