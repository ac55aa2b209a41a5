// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.write;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** How much waits in Kafka for a group, as a share of what Kafka keeps. At 1 the oldest would be deleted unread. */
final class Backlog {
    private static final int LIMIT_SECONDS = 10;

    private Backlog() {}

    /**
     * The fullest partition's.
     *
     * @param partitionBytes what Kafka keeps of a partition
     */
    static double fullest(Admin admin, String group, String name, long partitionBytes)
            throws ExecutionException, TimeoutException, InterruptedException {
        Map<TopicPartition, OffsetSpec> earliest = new HashMap<>();
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (TopicDescription topic : admin.describeTopics(List.of(name))
                .allTopicNames()
                .get(LIMIT_SECONDS, TimeUnit.SECONDS)
                .values()) {
            topic.partitions().forEach(partition -> {
                TopicPartition key = new TopicPartition(topic.name(), partition.partition());
                earliest.put(key, OffsetSpec.earliest());
                latest.put(key, OffsetSpec.latest());
            });
        }
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get(LIMIT_SECONDS, TimeUnit.SECONDS);
        Map<TopicPartition, ListOffsetsResultInfo> first =
                admin.listOffsets(earliest).all().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        Map<TopicPartition, ListOffsetsResultInfo> last =
                admin.listOffsets(latest).all().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        Map<TopicPartition, Long> sizes = sizes(admin);
        double fullest = 0;
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> entry : last.entrySet()) {
            long begin = offset(first.get(entry.getKey()));
            long end = offset(entry.getValue());
            @Nullable OffsetAndMetadata reached = committed.get(entry.getKey());
            long read = Math.max(begin, reached == null ? begin : reached.offset());
            if (end > begin) {
                double unread = (double) (end - read) / (end - begin);
                fullest = Math.max(
                        fullest, unread * sizes.getOrDefault(entry.getKey(), 0L) / Math.max(1, partitionBytes));
            }
        }
        return fullest;
    }

    private static long offset(@Nullable ListOffsetsResultInfo info) {
        return info == null ? 0 : info.offset();
    }

    private static Map<TopicPartition, Long> sizes(Admin admin)
            throws ExecutionException, TimeoutException, InterruptedException {
        List<Integer> brokers = admin.describeCluster().nodes().get(LIMIT_SECONDS, TimeUnit.SECONDS).stream()
                .map(node -> node.id())
                .toList();
        Map<TopicPartition, Long> sizes = new HashMap<>();
        admin.describeLogDirs(brokers)
                .allDescriptions()
                .get(LIMIT_SECONDS, TimeUnit.SECONDS)
                .values()
                .forEach(directories -> directories
                        .values()
                        .forEach(directory -> directory
                                .replicaInfos()
                                .forEach((partition, replica) -> sizes.merge(partition, replica.size(), Math::max))));
        return sizes;
    }
}
