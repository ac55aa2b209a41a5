// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.write;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** How much waits in Kafka for groups, as a share of what Kafka keeps. At 1 the oldest would be deleted unread. */
final class Backlog {
    private static final int LIMIT_SECONDS = 10;

    private final Admin admin;
    private final Map<String, String> topics;
    private final long partitionBytes;

    /**
     * Asks nothing yet.
     *
     * @param topics that groups read, by the group
     * @param partitionBytes what Kafka keeps of a partition
     */
    Backlog(Admin admin, Map<String, String> topics, long partitionBytes) {
        this.admin = admin;
        this.topics = Map.copyOf(topics);
        this.partitionBytes = Math.max(1, partitionBytes);
    }

    /** The fullest partition's. */
    double fullest() throws ExecutionException, TimeoutException, InterruptedException {
        Map<String, ListConsumerGroupOffsetsSpec> groups = new HashMap<>();
        topics.keySet().forEach(group -> groups.put(group, new ListConsumerGroupOffsetsSpec()));
        var committed = admin.listConsumerGroupOffsets(groups).all();
        var descriptions = admin.describeTopics(topics.values()).allTopicNames();
        var brokers = admin.describeCluster().nodes();
        Map<TopicPartition, OffsetSpec> earliest = new HashMap<>();
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (TopicDescription topic : get(descriptions).values()) {
            topic.partitions().forEach(partition -> {
                TopicPartition key = new TopicPartition(topic.name(), partition.partition());
                earliest.put(key, OffsetSpec.earliest());
                latest.put(key, OffsetSpec.latest());
            });
        }
        var first = admin.listOffsets(earliest).all();
        var last = admin.listOffsets(latest).all();
        var directories = admin.describeLogDirs(
                        get(brokers).stream().map(Node::id).toList())
                .allDescriptions();
        Map<TopicPartition, Long> sizes = new HashMap<>();
        get(directories)
                .values()
                .forEach(ofBroker -> ofBroker.values()
                        .forEach(directory -> directory
                                .replicaInfos()
                                .forEach((partition, replica) -> sizes.merge(partition, replica.size(), Math::max))));
        Map<TopicPartition, Long> reached = new HashMap<>();
        get(committed)
                .forEach((group, offsets) -> offsets.forEach((partition, offset) -> {
                    if (offset != null && partition.topic().equals(topics.get(group))) {
                        reached.put(partition, offset.offset());
                    }
                }));
        double fullest = 0;
        for (TopicPartition partition : latest.keySet()) {
            long begin = offset(get(first).get(partition));
            long end = offset(get(last).get(partition));
            long read = Math.max(begin, reached.getOrDefault(partition, begin));
            if (end > begin) {
                double unread = (double) (end - read) / (end - begin);
                fullest = Math.max(fullest, unread * sizes.getOrDefault(partition, 0L) / partitionBytes);
            }
        }
        return fullest;
    }

    private static <T> T get(KafkaFuture<T> future) throws ExecutionException, TimeoutException, InterruptedException {
        return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    private static long offset(@Nullable ListOffsetsResultInfo info) {
        return info == null ? 0 : info.offset();
    }
}
