// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.kafka;

import dev.plinth.core.kernel.engine.KafkaSettings;
import dev.plinth.core.telemetry.MetricProperties;
import dev.plinth.core.telemetry.TelemetryProperties;
import dev.plinth.core.telemetry.TelemetryRoom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes clients of Kafka, with small buffers, and the topics of the room. */
@Component
public class KafkaAccess {
    /** Largest value of a record; what is larger is split, or refused. */
    public static final int MAX_VALUE = 768 << 10;

    /** Access records are made by gateways, and this is how they make the topic. */
    private static final int ACCESS_PARTITIONS = 4;

    private static final long ACCESS_BYTES = 512L << 20;
    private static final long DEAD_BYTES = 64L << 20;
    private static final int LIMIT_SECONDS = 10;

    private final TelemetryRoom room;
    private final TelemetryProperties properties;
    private final MetricProperties metrics;

    KafkaAccess(TelemetryRoom room, TelemetryProperties properties, MetricProperties metrics) {
        this.metrics = metrics;
        this.room = room;
        this.properties = properties;
    }

    private Map<String, Object> common(String client) {
        return KafkaSettings.of(room.kafka(), "plinth-telemetry-" + client);
    }

    /** What it says is written, all brokers in sync have. It gives up within ten seconds. */
    public Producer<byte[], byte[]> producer(String client) {
        Map<String, Object> settings = common(client);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 << 10);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 16L << 20);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 1 << 20);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 3_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
        ByteArraySerializer bytes = new ByteArraySerializer();
        return new KafkaProducer<>(settings, bytes, bytes);
    }

    /** @param group null for a consumer that is given its partitions */
    public Consumer<byte[], byte[]> consumer(String client, @Nullable String group) {
        return open(consumerSettings(client, group));
    }

    /** A consumer that keeps its partitions while others come and go, since much is in memory for each. */
    public Consumer<byte[], byte[]> keepingConsumer(String client, String group) {
        Map<String, Object> settings = consumerSettings(client, group);
        settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, List.of(CooperativeStickyAssignor.class));
        return open(settings);
    }

    /**
     * A consumer for much: it is given more at once, and less often.
     *
     * @param gathering how long Kafka waits at most until there is a megabyte
     */
    public Consumer<byte[], byte[]> gatheringConsumer(String client, String group, Duration gathering) {
        Map<String, Object> settings = consumerSettings(client, group);
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1 << 20);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, Math.toIntExact(gathering.toMillis()));
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
        return open(settings);
    }

    private Map<String, Object> consumerSettings(String client, @Nullable String group) {
        Map<String, Object> settings = common(client);
        settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, List.of(RangeAssignor.class));
        if (group != null) {
            settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
            settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 15_000);
            settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
        }
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // a gap must be seen, so it is not jumped over by the client
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, group == null ? "latest" : "none");
        // Kafka answers at once when there is something; until then it need not say twice a second that there is
        // nothing
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 2_000);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 << 20);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1 << 20);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        return settings;
    }

    private static Consumer<byte[], byte[]> open(Map<String, Object> settings) {
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        return new KafkaConsumer<>(settings, bytes, bytes);
    }

    public Admin admin(String client) {
        return Admin.create(common(client));
    }

    /** Makes what is missing; what is there stays as it is. The bundled Kafka makes no topic by itself. */
    public void makeTopics(Admin admin) throws InterruptedException {
        for (Topic topic : Topic.values()) {
            int partitions = switch (topic) {
                case LOGS, SPANS, METRICS, EVENTS -> properties.partitions();
                case ACCESS -> ACCESS_PARTITIONS;
                case DEAD -> 1;
            };
            long bytes = switch (topic) {
                case LOGS, SPANS -> properties.topicSize().toBytes();
                case METRICS -> metrics.topicSize().toBytes();
                case ACCESS, EVENTS -> ACCESS_BYTES;
                case DEAD -> DEAD_BYTES;
            };
            NewTopic wanted = new NewTopic(topic.topic(), Optional.of(partitions), Optional.empty())
                    .configs(Map.of(
                            "retention.bytes",
                            Long.toString(bytes / partitions),
                            "retention.ms",
                            Long.toString(properties
                                    .retention()
                                    .plus(Duration.ofDays(1))
                                    .toMillis()),
                            "segment.bytes",
                            Long.toString(Math.clamp(bytes / partitions / 8, 1L << 20, 64L << 20))));
            try {
                admin.createTopics(List.of(wanted)).all().get(LIMIT_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw new KafkaException("The topic " + topic.topic() + " was not made: " + e.getCause(), e);
                }
            } catch (TimeoutException e) {
                throw new KafkaException("Kafka does not answer", e);
            }
        }
    }

    /**
     * Makes topics that are missing, and says what this one is now.
     *
     * @return its incarnation: see {@link #incarnations}
     */
    public String learn(String client, Topic topic) throws InterruptedException {
        Admin admin = admin(client);
        try {
            makeTopics(admin);
            return incarnations(admin, List.of(topic)).getOrDefault(topic.topic(), "unknown");
        } finally {
            // a Kafka that is not there is not waited for
            admin.close(Duration.ZERO);
        }
    }

    /** A short name of each topic as it is now: one that is deleted and made again has another, though its offsets begin anew. */
    public Map<String, String> incarnations(Admin admin, List<Topic> topics) throws InterruptedException {
        try {
            Map<String, String> ids = new HashMap<>();
            List<String> names = new ArrayList<>();
            topics.forEach(topic -> names.add(topic.topic()));
            admin.describeTopics(names)
                    .allTopicNames()
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS)
                    .forEach((name, description) ->
                            ids.put(name, description.topicId().toString().substring(0, 8)));
            return ids;
        } catch (ExecutionException e) {
            throw new KafkaException("Kafka does not tell of its topics: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new KafkaException("Kafka does not answer", e);
        }
    }
}
