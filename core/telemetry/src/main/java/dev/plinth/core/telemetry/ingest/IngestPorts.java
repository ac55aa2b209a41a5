// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import dev.plinth.core.telemetry.TelemetryFigures;
import dev.plinth.core.telemetry.TelemetryProperties;
import dev.plinth.core.telemetry.TelemetryRoom;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.AbstractProtocol;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/**
 * Where telemetry comes in. Ports of their own, with a web server of their own: nothing of the API is there, and a flood of telemetry
 * takes no connection from it.
 */
@Component
public class IngestPorts implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(IngestPorts.class);
    private static final int MAX_CONNECTIONS = 2_000;
    private static final int SOCKET_MILLIS = 20_000;
    private static final int KEEP_ALIVE_MILLIS = 120_000;

    private final TelemetryRoom room;
    private final TelemetryProperties properties;
    private final Ingest ingest;
    private final MetricIngest metrics;
    private final ObjectProvider<AlertPosts> alerts;
    private final Senders senders;
    private final TelemetryFigures figures;
    private @Nullable Running running;

    private record Running(
            Tomcat http, Path directory, Server grpc, EventLoopGroup eventLoop, ExecutorService executor) {}

    IngestPorts(
            TelemetryRoom room,
            TelemetryProperties properties,
            Ingest ingest,
            MetricIngest metrics,
            ObjectProvider<AlertPosts> alerts,
            Senders senders,
            TelemetryFigures figures) {
        this.room = room;
        this.properties = properties;
        this.ingest = ingest;
        this.metrics = metrics;
        this.alerts = alerts;
        this.senders = senders;
        this.figures = figures;
    }

    @Override
    public synchronized void start() {
        if (!room.isOn() || running != null) {
            return;
        }
        Path directory = temporary();
        Tomcat http = http(directory);
        EventLoopGroup eventLoop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        ExecutorService executor = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("otlp-grpc-", 0).factory());
        Server grpc = grpc(eventLoop, executor);
        running = new Running(http, directory, grpc, eventLoop, executor);
        LOG.info("OTLP is taken on port {} (HTTP) and {} (gRPC)", httpPort(), grpcPort());
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("plinth-otlp-");
        } catch (IOException e) {
            throw new IllegalStateException("Cannot make a temporary directory for the port of OTLP", e);
        }
    }

    private Tomcat http(Path directory) {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.toString());
        Connector connector = new Connector();
        connector.setPort(properties.httpPort());
        connector.setProperty("address", properties.address());
        connector.setProperty("maxConnections", Integer.toString(MAX_CONNECTIONS));
        connector.setProperty("connectionTimeout", Integer.toString(SOCKET_MILLIS));
        connector.setProperty("keepAliveTimeout", Integer.toString(KEEP_ALIVE_MILLIS));
        connector.setProperty("maxKeepAliveRequests", "-1");
        connector.setThrowOnFailure(true);
        if (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
            protocol.setExecutor(new VirtualThreadExecutor("otlp-http-"));
        }
        tomcat.setConnector(connector);
        tomcat.getEngine().setName("ingest");
        Context context = tomcat.addContext("", null);
        if (context instanceof StandardContext standard) {
            // it is never undeployed while the process lives on, so it need not look for what it leaves behind
            standard.setClearReferencesThreadLocals(false);
            standard.setClearReferencesRmiTargets(false);
        }
        Tomcat.addServlet(
                        context,
                        "ingest",
                        new HttpIngest(
                                ingest,
                                metrics,
                                alerts,
                                senders,
                                figures,
                                properties.maxBody().toBytes()))
                .addMapping("/*");
        try {
            tomcat.start();
            return tomcat;
        } catch (LifecycleException e) {
            throw new IllegalStateException(taken("http", properties.httpPort()), e);
        }
    }

    private Server grpc(EventLoopGroup eventLoop, ExecutorService executor) {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(properties.address(), properties.grpcPort()))
                .channelType(NioServerSocketChannel.class)
                .bossEventLoopGroup(eventLoop)
                .workerEventLoopGroup(eventLoop)
                .executor(executor)
                .maxInboundMessageSize((int) properties.maxBody().toBytes())
                .maxConcurrentCallsPerConnection(64)
                .maxConnectionIdle(10, TimeUnit.MINUTES);
        new OtlpService(ingest, metrics, senders, figures).definitions().forEach(builder::addService);
        try {
            return builder.build().start();
        } catch (IOException e) {
            throw new IllegalStateException(taken("grpc", properties.grpcPort()), e);
        }
    }

    private String taken(String protocol, int port) {
        return "Cannot listen on %s, port %d, for OTLP. Stop what does, or set plinth.telemetry.%s-port."
                .formatted(properties.address(), port, protocol);
    }

    /** The port as it is, also when any was asked for. */
    public synchronized int httpPort() {
        return running == null ? 0 : running.http().getConnector().getLocalPort();
    }

    /** The port as it is, also when any was asked for. */
    public synchronized int grpcPort() {
        return running == null ? 0 : running.grpc().getPort();
    }

    @Override
    public synchronized void stop() {
        Running open = running;
        if (open == null) {
            return;
        }
        running = null;
        open.grpc().shutdown();
        try {
            open.http().stop();
            open.http().destroy();
            if (!open.grpc().awaitTermination(5, TimeUnit.SECONDS)) {
                open.grpc().shutdownNow();
            }
        } catch (LifecycleException e) {
            LOG.warn("The port of OTLP did not close", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        var _ = open.eventLoop().shutdownGracefully(0, 2, TimeUnit.SECONDS);
        open.executor().close();
        FileSystemUtils.deleteRecursively(open.directory().toFile());
    }

    @Override
    public synchronized boolean isRunning() {
        return running != null;
    }
}
