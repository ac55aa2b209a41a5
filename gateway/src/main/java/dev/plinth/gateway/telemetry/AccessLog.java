// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.telemetry;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends access records to Kafka, as JSON, a line each and many in one record of Kafka: the more there are, the less each costs. All of one visitor go to the same
 * partition.
 * Requests never wait for it: event loops put records into a bounded queue that one thread empties; what does not fit is dropped and
 * counted. While Kafka is away the producer keeps what it can.
 */
public final class AccessLog implements AutoCloseable {
    /** The topic. */
    public static final String TOPIC = "plinth.gateway.access";

    private static final System.Logger LOG = System.getLogger(AccessLog.class.getName());
    private static final int CAPACITY = 65_536;
    private static final int MAX_LINES = 256;
    /** With the time that the producer gathers, what is lost when this process is killed: a tenth of a second. */
    private static final long GATHER_MILLIS = 20;

    private static final int LINGER_MILLIS = 80;
    private static final int PARTITIONS = 4;
    private static final long RETAINED_BYTES = 512L << 20;
    private static final int TOPIC_LIMIT_SECONDS = 10;

    private final @Nullable Producer<byte[], byte[]> producer;
    private final String gateway;
    private final String env;
    private final ArrayBlockingQueue<AccessRecord> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final LongAdder dropped = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final @Nullable Thread thread;
    private volatile boolean closed;

    /** @param producer null to keep no access log */
    public AccessLog(@Nullable Producer<byte[], byte[]> producer, String gateway, String env) {
        this.producer = producer;
        this.gateway = gateway;
        this.env = env;
        this.thread = producer == null
                ? null
                : Thread.ofPlatform().daemon().name("access-log").start(() -> drain(producer));
    }

    /** To that Kafka. */
    public static AccessLog to(Map<String, Object> kafka, String gateway, String env) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.ACKS_CONFIG, "1");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 16L << 20);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        // never wait for room or metadata for long; a record that finds none is dropped
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, gateway);
        Thread.ofVirtual().name("access-topic").start(() -> makeTopic(kafka));
        ByteArraySerializer bytes = new ByteArraySerializer();
        return new AccessLog(new KafkaProducer<>(settings, bytes, bytes), gateway, env);
    }

    public void add(AccessRecord entry) {
        if (producer != null && !queue.offer(entry)) {
            dropped.increment();
        }
    }

    /** The bundled Kafka makes no topic by itself; a bounded one, as a log must not fill the disk. Tried until Kafka is there. */
    private static void makeTopic(Map<String, Object> kafka) {
        while (true) {
            try (Admin admin = Admin.create(kafka)) {
                NewTopic topic = new NewTopic(TOPIC, Optional.of(PARTITIONS), Optional.empty())
                        .configs(Map.of("retention.bytes", Long.toString(RETAINED_BYTES / PARTITIONS)));
                admin.createTopics(List.of(topic)).all().get(TOPIC_LIMIT_SECONDS, TimeUnit.SECONDS);
                return;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof TopicExistsException) {
                    return;
                }
                LOG.log(System.Logger.Level.DEBUG, "The topic was not made: {0}", e.toString());
            } catch (TimeoutException | KafkaException e) {
                LOG.log(System.Logger.Level.DEBUG, "Kafka is not there: {0}", e.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void drain(Producer<byte[], byte[]> to) {
        List<AccessRecord> batch = new ArrayList<>();
        List<Lines> parts = new ArrayList<>();
        while (true) {
            boolean last = closed;
            while (queue.drainTo(batch, MAX_LINES) > 0) {
                int partitions = partitions(to);
                if (partitions == 0) {
                    dropped.add(batch.size());
                    batch.clear();
                    continue;
                }
                while (parts.size() < partitions) {
                    parts.add(new Lines());
                }
                for (AccessRecord each : batch) {
                    parts.get(Math.floorMod(each.visitor(), partitions)).add(each);
                }
                batch.clear();
                for (int i = 0; i < partitions; i++) {
                    parts.get(i).send(to, i);
                }
            }
            if (last) {
                return;
            }
            try {
                // it looks by itself now and then: to be woken would cost each request more than its record does
                TimeUnit.MILLISECONDS.sleep(GATHER_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** 0 as long as Kafka is not there. */
    private static int partitions(Producer<byte[], byte[]> to) {
        try {
            return to.partitionsFor(TOPIC).size();
        } catch (KafkaException e) {
            return 0;
        }
    }

    /** Lines of one partition. */
    private final class Lines {
        private final StringBuilder text = new StringBuilder(16 << 10);
        private int count;

        void add(AccessRecord entry) {
            json(text, entry).append('\n');
            count++;
        }

        void send(Producer<byte[], byte[]> to, int partition) {
            if (count == 0) {
                return;
            }
            int lines = count;
            byte[] value = text.toString().getBytes(StandardCharsets.UTF_8);
            text.setLength(0);
            count = 0;
            try {
                Future<RecordMetadata> _ = to.send(
                        new ProducerRecord<>(TOPIC, partition, null, value),
                        (metadata, failure) -> (failure == null ? sent : dropped).add(lines));
            } catch (KafkaException e) {
                dropped.add(lines);
            }
        }
    }

    private StringBuilder json(StringBuilder out, AccessRecord entry) {
        out.append("{\"time\":").append(entry.epochMicros());
        word(out, "gateway", gateway);
        text(out, "route", entry.route());
        text(out, "method", entry.method());
        text(out, "host", entry.host());
        text(out, "path", entry.path());
        out.append(",\"status\":").append(entry.status());
        out.append(",\"bytesIn\":").append(entry.bytesIn());
        out.append(",\"bytesOut\":").append(entry.bytesOut());
        out.append(",\"micros\":").append(entry.micros());
        text(out, "upstream", entry.upstream());
        word(out, "client", entry.client());
        word(out, "trace", entry.traceId());
        word(out, "span", entry.spanId());
        if (entry.traceThreshold() != null) {
            word(out, "th", entry.traceThreshold());
        }
        if (entry.service() != null) {
            word(out, "env", env);
            text(out, "service", entry.service());
        }
        text(out, "principal", entry.principal());
        text(out, "problem", entry.problem());
        Visit visit = entry.visit();
        if (visit != null) {
            out.append(visit.page() ? ",\"page\":true" : "")
                    .append(",\"agent\":")
                    .append(visit.agent());
            text(out, "release", visit.release());
            text(out, "business", visit.business());
        }
        return out.append('}');
    }

    /** Has nothing to escape, as the gateway has made it itself. */
    private static void word(StringBuilder out, String name, String value) {
        out.append(",\"").append(name).append("\":\"").append(value).append('"');
    }

    private static void text(StringBuilder out, String name, @Nullable String value) {
        if (value == null) {
            return;
        }
        if (isPlain(value)) {
            word(out, name, value);
            return;
        }
        out.append(",\"").append(name).append("\":\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    /** Nearly all are, and are copied as a whole. */
    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    public long dropped() {
        return dropped.sum();
    }

    public long sent() {
        return sent.sum();
    }

    /** Sends what is left, within a few seconds. */
    @Override
    public void close() {
        closed = true;
        Producer<byte[], byte[]> to = producer;
        Thread running = thread;
        if (to == null || running == null) {
            return;
        }
        try {
            running.join(Duration.ofSeconds(3));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        to.close(Duration.ofSeconds(3));
    }
}
