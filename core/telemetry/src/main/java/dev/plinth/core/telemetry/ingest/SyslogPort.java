// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import dev.plinth.core.telemetry.TelemetryFigures;
import dev.plinth.core.telemetry.TelemetryProperties;
import dev.plinth.core.telemetry.TelemetryRoom;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Takes syslog over TCP and UDP, on the same port. The protocol knows no answer: over TCP a sender waits while Kafka does not take what
 * it sent before, over UDP what comes then is dropped when too much waits, and counted as refused.
 */
@Component
public class SyslogPort implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(SyslogPort.class);
    private static final int MAX_CONNECTIONS = 500;
    private static final int MAX_DATAGRAM = 64 << 10;
    private static final int WAITING_DATAGRAMS = 10_000;
    private static final int BATCH = 500;
    private static final int BATCH_BYTES = 512 << 10;
    private static final int BUFFER = 64 << 10;
    private static final int RECEIVE_BUFFER = 4 << 20;
    private static final Duration COME_BACK = Duration.ofSeconds(1);

    private final TelemetryRoom room;
    private final TelemetryProperties properties;
    private final Ingest ingest;
    private final Senders senders;
    private final TelemetryFigures figures;
    private final Clock clock;
    private volatile @Nullable Running running;

    /** Sockets of senders are there to be closed. */
    private record Running(
            ServerSocket tcp,
            DatagramSocket udp,
            BlockingQueue<byte[]> datagrams,
            Set<Socket> open,
            List<Thread> threads) {}

    SyslogPort(
            TelemetryRoom room,
            TelemetryProperties properties,
            Ingest ingest,
            Senders senders,
            TelemetryFigures figures,
            Clock clock) {
        this.clock = clock;
        this.room = room;
        this.properties = properties;
        this.ingest = ingest;
        this.senders = senders;
        this.figures = figures;
    }

    @Override
    public synchronized void start() {
        Integer port = properties.syslogPort();
        if (!room.isOn() || port == null || running != null) {
            return;
        }
        Running opened = open(port);
        running = opened;
        opened.threads().add(Thread.ofVirtual().name("syslog-tcp").start(() -> accept(opened)));
        opened.threads().add(Thread.ofVirtual().name("syslog-udp").start(() -> receive(opened)));
        opened.threads().add(Thread.ofVirtual().name("syslog-udp-ingest").start(() -> deliverDatagrams(opened)));
        LOG.info("Syslog is taken on port {} (TCP and UDP)", port());
    }

    private Running open(int port) {
        try {
            InetAddress address = InetAddress.getByName(properties.address());
            ServerSocket tcp = new ServerSocket(port, 128, address);
            DatagramSocket udp = new DatagramSocket(new InetSocketAddress(address, tcp.getLocalPort()));
            udp.setReceiveBufferSize(RECEIVE_BUFFER);
            return new Running(
                    tcp,
                    udp,
                    new ArrayBlockingQueue<>(WAITING_DATAGRAMS),
                    ConcurrentHashMap.newKeySet(),
                    new ArrayList<>());
        } catch (IOException e) {
            throw new IllegalStateException(
                    "Cannot listen on %s, port %d, for syslog. Stop what does, or set plinth.telemetry.syslog-port."
                            .formatted(properties.address(), port),
                    e);
        }
    }

    /** The port as it is, also when any was asked for; 0 when there is none. */
    public int port() {
        Running open = running;
        return open == null ? 0 : open.tcp().getLocalPort();
    }

    private void accept(Running open) {
        while (!open.tcp().isClosed()) {
            try {
                Socket socket = open.tcp().accept();
                if (open.open().size() >= MAX_CONNECTIONS) {
                    LOG.warn("{} senders of syslog are connected; one more is turned away", MAX_CONNECTIONS);
                    socket.close();
                    continue;
                }
                open.open().add(socket);
                Thread.ofVirtual().name("syslog-tcp-sender").start(() -> follow(open, socket));
            } catch (IOException e) {
                if (!open.tcp().isClosed()) {
                    LOG.warn("A sender of syslog could not connect", e);
                }
            }
        }
    }

    private void follow(Running open, Socket socket) {
        try (socket) {
            Sender sender = senders.identify(null, socket.getInetAddress());
            BufferedInputStream in = new BufferedInputStream(socket.getInputStream(), BUFFER);
            SyslogFrames frames = new SyslogFrames(in);
            byte[] first = frames.next();
            while (first != null) {
                List<byte[]> batch = new ArrayList<>(List.of(first));
                int bytes = first.length;
                while (in.available() > 0 && batch.size() < BATCH && bytes < BATCH_BYTES) {
                    byte[] next = frames.next();
                    if (next == null) {
                        break;
                    }
                    batch.add(next);
                    bytes += next.length;
                }
                deliver(batch, sender);
                first = frames.next();
            }
        } catch (Refusal refusal) {
            figures.refused();
            LOG.warn("A sender of syslog at {} is turned away: {}", socket.getInetAddress(), refusal.message());
        } catch (IOException e) {
            LOG.debug("A sender of syslog is gone", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.open().remove(socket);
        }
    }

    private void receive(Running open) {
        byte[] buffer = new byte[MAX_DATAGRAM];
        while (!open.udp().isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                open.udp().receive(packet);
                if (!packet.getAddress().isLoopbackAddress()
                        || !open.datagrams().offer(Arrays.copyOf(buffer, packet.getLength()))) {
                    figures.refused();
                }
            } catch (IOException e) {
                if (!open.udp().isClosed()) {
                    LOG.warn("A datagram of syslog could not be received", e);
                }
            }
        }
    }

    private void deliverDatagrams(Running open) {
        try {
            while (!open.udp().isClosed()) {
                List<byte[]> batch = new ArrayList<>();
                batch.add(open.datagrams().take());
                open.datagrams().drainTo(batch, BATCH - 1);
                deliver(batch, Sender.ANONYMOUS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when Kafka has them. */
    private void deliver(List<byte[]> messages, Sender sender) throws InterruptedException {
        int bytes = messages.stream().mapToInt(each -> each.length).sum();
        ExportLogsServiceRequest request = request(messages);
        while (running != null) {
            try (InFlight.Share share = ingest.share()) {
                share.grow(bytes);
                ingest.admit(bytes, sender);
                var _ = ingest.logs(request, sender);
                return;
            } catch (Refusal refusal) {
                Duration wait = refusal.retryAfter();
                Thread.sleep(wait == null || wait.compareTo(COME_BACK) > 0 ? COME_BACK : wait);
            }
        }
    }

    private ExportLogsServiceRequest request(List<byte[]> messages) {
        Instant now = clock.instant();
        ZoneId zone = ZoneId.systemDefault();
        Map<Resource, ScopeLogs.Builder> byResource = new LinkedHashMap<>();
        for (byte[] each : messages) {
            SyslogMessage message = SyslogMessage.of(each, now, zone);
            byResource
                    .computeIfAbsent(message.resource(), resource -> ScopeLogs.newBuilder())
                    .addLogRecords(message.record());
        }
        ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
        byResource.forEach((resource, scope) -> request.addResourceLogs(
                ResourceLogs.newBuilder().setResource(resource).addScopeLogs(scope)));
        return request.build();
    }

    @Override
    public synchronized void stop() {
        Running open = running;
        if (open == null) {
            return;
        }
        running = null;
        open.udp().close();
        try {
            open.tcp().close();
            for (Socket socket : open.open()) {
                socket.close();
            }
        } catch (IOException e) {
            LOG.warn("The port of syslog did not close", e);
        }
        open.threads().forEach(Thread::interrupt);
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }
}
