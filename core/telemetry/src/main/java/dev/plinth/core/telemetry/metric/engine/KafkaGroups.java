// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.engine;

import static dev.plinth.core.telemetry.metric.engine.Described.gauge;

import dev.plinth.timeseries.Metadata;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Groups of consumers: their members, how far they are, and what waits for them. */
final class KafkaGroups {
    private static final int MAX_PAIRS = 1_000;

    private static final Metadata MEMBERS = gauge("kafka_consumergroup_members", "Consumers of the group");
    private static final Metadata OFFSET =
            gauge("kafka_consumergroup_current_offset", "The offset that the group reads next");
    private static final Metadata OFFSETS =
            gauge("kafka_consumergroup_current_offset_sum", "Sum of the offsets that the group reads next");
    private static final Metadata LAG = gauge("kafka_consumergroup_lag", "Messages that wait for the group");
    private static final Metadata LAGS =
            gauge("kafka_consumergroup_lag_sum", "Messages of all partitions that wait for the group");

    private final Admin admin;
    private final Readings to;
    private final Map<String, Integer> members = new TreeMap<>();
    private final Map<Pair, Map<TopicPartition, Long>> committed = new HashMap<>();

    private record Pair(String group, String topic) {}

    private record Behind(Pair pair, long lag) {}

    KafkaGroups(Admin admin, Readings to) {
        this.admin = admin;
        this.to = to;
    }

    /** Asks which there are and how far they have read. */
    void list() throws InterruptedException {
        List<String> names = KafkaAnswers.of(
                        admin.listGroups(ListGroupsOptions.forConsumerGroups()).all())
                .stream()
                .map(GroupListing::groupId)
                .toList();
        Map<String, KafkaFuture<ConsumerGroupDescription>> described =
                admin.describeConsumerGroups(names).describedGroups();
        Map<String, ListConsumerGroupOffsetsSpec> specs = new HashMap<>();
        names.forEach(name -> specs.put(name, new ListConsumerGroupOffsetsSpec()));
        ListConsumerGroupOffsetsResult offsets = admin.listConsumerGroupOffsets(specs);
        for (String name : names) {
            ConsumerGroupDescription description = KafkaAnswers.ofOne(Objects.requireNonNull(described.get(name)));
            if (description != null) {
                members.put(name, description.members().size());
            }
            Map<TopicPartition, OffsetAndMetadata> read =
                    KafkaAnswers.ofOne(offsets.partitionsToOffsetAndMetadata(name));
            if (read != null) {
                read.forEach((partition, offset) -> {
                    if (offset != null) {
                        committed
                                .computeIfAbsent(new Pair(name, partition.topic()), pair -> new HashMap<>())
                                .put(partition, offset.offset());
                    }
                });
            }
        }
    }

    /** Those that some group reads. */
    Set<TopicPartition> partitions() {
        Set<TopicPartition> all = new HashSet<>();
        committed.values().forEach(each -> all.addAll(each.keySet()));
        return all;
    }

    /** @param newest where partitions end */
    void tell(Map<TopicPartition, Long> newest) {
        List<Behind> pairs = new ArrayList<>();
        committed.forEach((pair, read) -> pairs.add(new Behind(pair, lag(read, newest))));
        pairs.sort(Comparator.comparingLong((Behind each) -> -each.lag())
                .thenComparing(each -> each.pair().group())
                .thenComparing(each -> each.pair().topic()));
        members.entrySet().stream()
                .limit(MAX_PAIRS)
                .forEach(each -> to.add(MEMBERS, each.getValue(), "consumergroup", each.getKey()));
        pairs.stream().limit(MAX_PAIRS).forEach(each -> tell(each, newest));
    }

    private void tell(Behind behind, Map<TopicPartition, Long> newest) {
        Map<TopicPartition, Long> read = committed.getOrDefault(behind.pair(), Map.of());
        String group = behind.pair().group();
        String topic = behind.pair().topic();
        long sum = 0;
        for (Map.Entry<TopicPartition, Long> each : read.entrySet()) {
            String partition = Integer.toString(each.getKey().partition());
            sum += each.getValue();
            to.add(OFFSET, each.getValue(), "consumergroup", group, "topic", topic, "partition", partition);
            if (newest.containsKey(each.getKey())) {
                to.add(
                        LAG,
                        lag(Map.of(each.getKey(), each.getValue()), newest),
                        "consumergroup",
                        group,
                        "topic",
                        topic,
                        "partition",
                        partition);
            }
        }
        to.add(OFFSETS, sum, "consumergroup", group, "topic", topic);
        to.add(LAGS, behind.lag(), "consumergroup", group, "topic", topic);
    }

    private static long lag(Map<TopicPartition, Long> read, Map<TopicPartition, Long> newest) {
        long lag = 0;
        for (Map.Entry<TopicPartition, Long> each : read.entrySet()) {
            lag += Math.max(0, newest.getOrDefault(each.getKey(), 0L) - each.getValue());
        }
        return lag;
    }
}
