// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.query;

import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.telemetry.kafka.KafkaAccess;
import dev.plinth.core.telemetry.kafka.Topic;
import dev.plinth.core.telemetry.write.Documents;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Log records as they come, from Kafka itself: all of them, whichever core took them. One consumer reads for all who follow at this core, and
 * only while somebody does.
 */
@Component
class Tail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Tail.class);
    private static final int MAX_READERS = 50;
    private static final int QUEUED = 2_000;
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final Duration READY = Duration.ofSeconds(10);
    private static final int HEARTBEAT_SECONDS = 10;
    private static final Duration POLL = Duration.ofMillis(300);

    private final KafkaAccess kafka;
    private final Rights rights;
    private final JsonMapper json;
    private final Set<Reader> readers = ConcurrentHashMap.newKeySet();
    private @Nullable Following following;

    Tail(KafkaAccess kafka, Rights rights, JsonMapper json) {
        this.kafka = kafka;
        this.rights = rights;
        this.json = json;
    }

    /**
     * What somebody wants to follow.
     *
     * @param severity the lowest number, 0 for all
     */
    record Wanted(Principal caller, String query, List<String> services, int severity, String traceId, String env) {
        boolean matches(JsonNode source) {
            return (services.isEmpty()
                            || services.contains(source.path("service").asString("")))
                    && source.path("severityNumber").asInt(0) >= severity
                    && (traceId.isEmpty()
                            || traceId.equals(source.path("traceId").asString("")))
                    && (env.isEmpty() || env.equals(source.path("env").asString("")))
                    && (query.isBlank() || contains(source));
        }

        private boolean contains(JsonNode source) {
            String text = source.path("body").asString("") + " "
                    + source.path("exception").asString("");
            return text.toLowerCase(Locale.ROOT).contains(query.strip().toLowerCase(Locale.ROOT));
        }
    }

    Reader open(Wanted wanted) {
        Reader reader = new Reader(wanted);
        Following source;
        synchronized (this) {
            if (readers.size() >= MAX_READERS) {
                throw new ProblemException(
                        ErrorCode.TOO_MANY_TAILS,
                        "%d follow the logs at this core (expected: fewer). Close one, or try again later."
                                .formatted(readers.size()));
            }
            readers.add(reader);
            source = following;
            if (source == null) {
                source = new Following();
                following = source;
                source.thread.start();
            }
        }
        if (!source.isReady()) {
            reader.close();
            throw new ProblemException(
                    ErrorCode.ENGINE_UNAVAILABLE,
                    "Kafka does not answer. Try again in a moment.",
                    List.of(),
                    java.util.Map.of("engine", "kafka"),
                    null);
        }
        return reader;
    }

    private synchronized void left(Reader reader) {
        readers.remove(reader);
        if (readers.isEmpty() && following != null) {
            following.stopping = true;
            following = null;
        }
    }

    @Override
    public synchronized void close() {
        readers.forEach(reader -> reader.cut = true);
        if (following != null) {
            following.stopping = true;
        }
    }

    private void hand(ConsumerRecord<byte[], byte[]> record) {
        for (byte[] document : Documents.logs(record, "tail")) {
            JsonNode source = json.readTree(document);
            byte[] event = null;
            for (Reader reader : readers) {
                if (reader.wants(source)) {
                    if (event == null) {
                        event = ("event: log\ndata: " + json.writeValueAsString(LogEntry.of(source)) + "\n\n")
                                .getBytes(StandardCharsets.UTF_8);
                    }
                    reader.offer(event);
                }
            }
        }
    }

    /** The one consumer. */
    private final class Following implements Runnable {
        private final Thread thread =
                Thread.ofPlatform().daemon().name("log-tail").unstarted(this);
        private final CountDownLatch ready = new CountDownLatch(1);
        private volatile boolean stopping;

        boolean isReady() {
            try {
                return ready.await(READY.toMillis(), TimeUnit.MILLISECONDS) && !stopping;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        @Override
        public void run() {
            try {
                try (Admin admin = kafka.admin("tail")) {
                    kafka.makeTopics(admin);
                }
                try (Consumer<byte[], byte[]> consumer = kafka.consumer("tail", null)) {
                    List<TopicPartition> partitions = consumer.partitionsFor(Topic.LOGS.topic()).stream()
                            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                            .toList();
                    consumer.assign(partitions);
                    consumer.endOffsets(partitions).forEach(consumer::seek);
                    ready.countDown();
                    while (!stopping) {
                        consumer.poll(POLL).forEach(Tail.this::hand);
                    }
                }
            } catch (KafkaException | InterruptedException e) {
                if (!(e instanceof InterruptedException) && !(e instanceof InterruptException)) {
                    LOG.warn("Logs cannot be followed: {}", e.toString());
                }
            } finally {
                end();
            }
        }

        /** Who still follows it is cut off, and may come again. */
        private void end() {
            boolean asked = stopping;
            stopping = true;
            ready.countDown();
            synchronized (Tail.this) {
                if (following == this) {
                    following = null;
                }
                if (!asked) {
                    readers.forEach(reader -> reader.cut = true);
                }
            }
        }
    }

    /** One who follows. */
    final class Reader implements Closeable {
        private final Wanted wanted;
        private final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(QUEUED);
        private volatile boolean cut;

        Reader(Wanted wanted) {
            this.wanted = wanted;
        }

        private boolean wants(JsonNode source) {
            return !cut
                    && wanted.matches(source)
                    && rights.isReadable(
                            wanted.caller(),
                            Rights.LOGS,
                            source.path("service").asString(""),
                            source.path("env").asString(""));
        }

        /** Nobody waits for a slow reader. */
        private void offer(byte[] event) {
            if (!queue.offer(event)) {
                cut = true;
            }
        }

        /** Until the reader goes, is cut off, or has followed for long enough to sign in again. */
        void run(OutputStream out) throws IOException {
            out.write("event: ready\ndata: {}\n\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            long end = System.nanoTime() + LONGEST.toNanos();
            try {
                while (!cut && System.nanoTime() < end) {
                    byte[] event = queue.poll(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
                    if (event == null) {
                        out.write(": still here\n\n".getBytes(StandardCharsets.US_ASCII));
                    }
                    while (event != null) {
                        out.write(event);
                        event = queue.poll();
                    }
                    out.flush();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                cut = true;
            }
            out.write("event: %s\ndata: {}\n\n".formatted(cut ? "cut" : "end").getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }

        @Override
        public void close() {
            left(this);
        }
    }
}
