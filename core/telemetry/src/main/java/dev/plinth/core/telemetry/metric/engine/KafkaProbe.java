// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.engine;

import static dev.plinth.core.telemetry.metric.engine.Described.gauge;

import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.timeseries.Metadata;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.jspecify.annotations.Nullable;

/**
 * Asks Kafka by its admin client. Names of metrics are those of kafka_exporter, and that of the size of a log is the JMX exporter's. The largest partitions, and the
 * groups that lag most, are told when there are too many.
 */
final class KafkaProbe implements EngineProbe {
    private static final int MAX_PARTITIONS = 2_000;

    private static final Metadata BROKERS = gauge("kafka_brokers", "Brokers");
    private static final Metadata BROKER = gauge("kafka_broker_info", "A broker");
    private static final Metadata CONTROLLER = gauge("kafka_cluster_controller_id", "The broker that leads the others");
    private static final Metadata TOPIC = gauge("kafka_topic_partitions", "Partitions of the topic");
    private static final Metadata LEADER =
            gauge("kafka_topic_partition_leader", "The broker that leads the partition; -1 when none does");
    private static final Metadata PREFERRED =
            gauge("kafka_topic_partition_leader_is_preferred", "Whether the broker leads that should");
    private static final Metadata REPLICAS = gauge("kafka_topic_partition_replicas", "Replicas of the partition");
    private static final Metadata IN_SYNC =
            gauge("kafka_topic_partition_in_sync_replica", "Replicas of the partition that have all of it");
    private static final Metadata UNDER_REPLICATED = gauge(
            "kafka_topic_partition_under_replicated_partition", "Whether some replica has not all of the partition");
    private static final Metadata NEWEST =
            gauge("kafka_topic_partition_current_offset", "The offset that the next message gets");
    private static final Metadata OLDEST =
            gauge("kafka_topic_partition_oldest_offset", "The offset of the oldest message");
    private static final Metadata LOG = gauge("kafka_log_log_size", "Bytes of the partition at the broker");
    private static final Metadata DIRECTORY_UP =
            gauge("kafka_log_dir_online", "Whether the broker can use the directory");
    private static final Metadata DIRECTORY_TOTAL =
            gauge("kafka_log_dir_total_bytes", "Size of the disk that the directory is on");
    private static final Metadata DIRECTORY_FREE =
            gauge("kafka_log_dir_usable_bytes", "Room that is left on the disk that the directory is on");

    private final Supplier<Admin> clients;
    private final Parts parts = new Parts("Kafka");
    private volatile @Nullable Admin open;

    /** @param clients makes one */
    KafkaProbe(Supplier<Admin> clients) {
        this.clients = clients;
    }

    @Override
    public void read(Readings to) throws InterruptedException {
        boolean done = false;
        try {
            Admin admin = open();
            parts.begin();
            Round round = new Round(admin, to);
            parts.read("the cluster", round::cluster);
            parts.read("sizes of logs", round::logs);
            parts.read("topics", round::topics);
            parts.read("groups of consumers", () -> round.groups.list());
            round.offsets();
            parts.end();
            done = true;
        } catch (KafkaException e) {
            throw new EngineAway(String.valueOf(e.getMessage()), e);
        } finally {
            if (!done) {
                // what it still tries to ask is given up
                close();
            }
        }
    }

    private Admin open() {
        Admin existing = open;
        if (existing == null) {
            existing = clients.get();
            open = existing;
        }
        return existing;
    }

    @Override
    public void close() {
        Admin existing = open;
        open = null;
        if (existing != null) {
            existing.close(Duration.ZERO);
        }
    }

    /** Asked at one time. */
    private static final class Round {
        private final Admin admin;
        private final Readings to;
        private final KafkaGroups groups;
        private Collection<Node> brokers = List.of();
        private final Map<TopicPartition, Long> sizes = new HashMap<>();
        private Set<TopicPartition> told = Set.of();
        private final Set<TopicPartition> led = new HashSet<>();

        Round(Admin admin, Readings to) {
            this.admin = admin;
            this.to = to;
            this.groups = new KafkaGroups(admin, to);
        }

        void cluster() throws InterruptedException {
            DescribeClusterResult cluster = admin.describeCluster();
            brokers = KafkaAnswers.of(cluster.nodes());
            to.add(BROKERS, brokers.size());
            for (Node broker : brokers) {
                to.add(BROKER, 1, "id", broker.idString(), "address", broker.host() + ":" + broker.port());
            }
            Node controller = KafkaAnswers.of(cluster.controller());
            if (controller != null) {
                to.add(CONTROLLER, controller.id());
            }
        }

        void logs() throws InterruptedException {
            List<Integer> ids = brokers.stream().map(Node::id).toList();
            Map<Integer, KafkaFuture<Map<String, LogDirDescription>>> asked =
                    admin.describeLogDirs(ids).descriptions();
            for (Map.Entry<Integer, KafkaFuture<Map<String, LogDirDescription>>> each : asked.entrySet()) {
                String broker = Integer.toString(each.getKey());
                KafkaAnswers.of(each.getValue()).forEach((path, directory) -> directory(broker, path, directory));
            }
        }

        private void directory(String broker, String path, LogDirDescription directory) {
            String[] labels = {"broker", broker, "dir", path};
            to.add(DIRECTORY_UP, directory.error() == null ? 1 : 0, labels);
            directory.totalBytes().ifPresent(bytes -> to.add(DIRECTORY_TOTAL, bytes, labels));
            directory.usableBytes().ifPresent(bytes -> to.add(DIRECTORY_FREE, bytes, labels));
            directory.replicaInfos().forEach((partition, replica) -> {
                if (!replica.isFuture()) {
                    sizes.merge(partition, replica.size(), Long::max);
                    logSizes.add(new LogSize(broker, partition, replica.size()));
                }
            });
        }

        private record LogSize(String broker, TopicPartition partition, long bytes) {}

        private final Set<LogSize> logSizes = new LinkedHashSet<>();

        void topics() throws InterruptedException {
            Set<String> names = KafkaAnswers.of(admin.listTopics().names());
            Map<TopicPartition, TopicPartitionInfo> all = new HashMap<>();
            Map<String, TopicDescription> topics = new HashMap<>();
            for (Map.Entry<String, KafkaFuture<TopicDescription>> each :
                    admin.describeTopics(names).topicNameValues().entrySet()) {
                // one that was deleted meanwhile is no topic
                TopicDescription topic = KafkaAnswers.ofOne(each.getValue());
                if (topic != null) {
                    topics.put(each.getKey(), topic);
                    topic.partitions()
                            .forEach(info -> all.put(new TopicPartition(each.getKey(), info.partition()), info));
                }
            }
            told = all.keySet().stream()
                    .sorted(Comparator.comparingLong((TopicPartition each) -> -sizes.getOrDefault(each, 0L))
                            .thenComparing(TopicPartition::topic)
                            .thenComparingInt(TopicPartition::partition))
                    .limit(MAX_PARTITIONS)
                    .collect(Collectors.toCollection(LinkedHashSet::new));
            told.stream().map(TopicPartition::topic).distinct().forEach(name -> {
                TopicDescription topic = topics.get(name);
                if (topic != null) {
                    to.add(TOPIC, topic.partitions().size(), "topic", name);
                }
            });
            all.forEach((partition, info) -> {
                Node leader = info.leader();
                if (leader != null && !leader.isEmpty()) {
                    led.add(partition);
                }
                if (told.contains(partition)) {
                    partition(partition, info);
                }
            });
            logSizes.stream()
                    .filter(each -> told.contains(each.partition()))
                    .forEach(each -> to.add(
                            LOG,
                            each.bytes(),
                            "topic",
                            each.partition().topic(),
                            "partition",
                            Integer.toString(each.partition().partition()),
                            "broker",
                            each.broker()));
        }

        private void partition(TopicPartition partition, TopicPartitionInfo info) {
            String[] labels = labels(partition);
            Node leader = info.leader();
            int leading = leader == null || leader.isEmpty() ? -1 : leader.id();
            int replicas = info.replicas().size();
            int inSync = info.isr().size();
            boolean preferred =
                    !info.replicas().isEmpty() && info.replicas().getFirst().id() == leading;
            to.add(LEADER, leading, labels);
            to.add(PREFERRED, preferred ? 1 : 0, labels);
            to.add(REPLICAS, replicas, labels);
            to.add(IN_SYNC, inSync, labels);
            to.add(UNDER_REPLICATED, inSync < replicas ? 1 : 0, labels);
        }

        /** Where partitions begin and end, and how far groups are behind. */
        void offsets() throws InterruptedException {
            Set<TopicPartition> ends = new HashSet<>(told);
            ends.addAll(groups.partitions());
            // of one that nobody leads the client would wait for a leader
            ends.retainAll(led);
            Set<TopicPartition> begins = new HashSet<>(told);
            begins.retainAll(led);
            Map<TopicPartition, Long> newest = offsets(ends, OffsetSpec.latest());
            Map<TopicPartition, Long> oldest = offsets(begins, OffsetSpec.earliest());
            for (TopicPartition partition : begins) {
                String[] labels = labels(partition);
                Long end = newest.get(partition);
                if (end != null) {
                    to.add(NEWEST, end, labels);
                }
                Long begin = oldest.get(partition);
                if (begin != null) {
                    to.add(OLDEST, begin, labels);
                }
            }
            groups.tell(newest);
        }

        private Map<TopicPartition, Long> offsets(Set<TopicPartition> partitions, OffsetSpec which)
                throws InterruptedException {
            ListOffsetsResult asked =
                    admin.listOffsets(partitions.stream().collect(Collectors.toMap(each -> each, each -> which)));
            Map<TopicPartition, Long> offsets = new HashMap<>();
            for (TopicPartition partition : partitions) {
                var offset = KafkaAnswers.ofOne(asked.partitionResult(partition));
                if (offset != null) {
                    offsets.put(partition, offset.offset());
                }
            }
            return offsets;
        }

        private static String[] labels(TopicPartition partition) {
            return new String[] {"topic", partition.topic(), "partition", Integer.toString(partition.partition())};
        }
    }
}
