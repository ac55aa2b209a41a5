// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.messaging;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.plinth.core.kernel.provision.AppName;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A topic in Kafka. */
public record TopicSpec(
        @JsonPropertyDescription(
                "Its name in Kafka, as shop.orders; the environment, a dot and the resource's name if absent")
        @Nullable
        @jakarta.validation.constraints.Pattern(
                regexp = "(?!plinth\\.|__|\\.{1,2}$)[A-Za-z0-9._-]{1,249}",
                message =
                        "1 to 249 letters, digits, '.', '_' and '-', not beginning with plinth. or __, which are not for apps")
        String topic,

        @JsonPropertyDescription("Partitions, which can become more and never fewer; 4 if absent")
        @Nullable
        @Min(1)
        @Max(1_000)
        Integer partitions,

        @JsonPropertyDescription(
                "Copies of each record, at most as many as there are brokers; Kafka's default if absent")
        @Nullable
        @Min(1)
        @Max(10)
        Integer replicas,

        @JsonPropertyDescription("Hours that a record is kept; 168 if absent") @Nullable @Min(1) @Max(87_600)
        Integer retentionHours,

        @JsonPropertyDescription("Megabytes that all partitions together keep; 1024 if absent")
        @Nullable
        @Min(1)
        @Max(1_048_576)
        Integer retentionMegabytes,

        @JsonPropertyDescription(
                "Whether the newest record of each key is kept for ever, and older ones go; false if absent")
        @Nullable
        Boolean compacted,

        @JsonPropertyDescription("Apps that may write to it, as orders") @Nullable @Size(max = 100)
        List<@AppName String> producers,

        @JsonPropertyDescription("Apps that may read it, as catalog") @Nullable @Size(max = 100)
        List<@AppName String> consumers) {
    int partitionsOrDefault() {
        return partitions == null ? 4 : partitions;
    }

    int retentionHoursOrDefault() {
        return retentionHours == null ? 168 : retentionHours;
    }

    int retentionMegabytesOrDefault() {
        return retentionMegabytes == null ? 1_024 : retentionMegabytes;
    }

    boolean isCompacted() {
        return Boolean.TRUE.equals(compacted);
    }

    boolean mayWrite(String app) {
        return producers != null && producers.contains(app);
    }

    boolean mayRead(String app) {
        return consumers != null && consumers.contains(app);
    }

    Set<String> apps() {
        Set<String> apps = new TreeSet<>();
        if (producers != null) {
            apps.addAll(producers);
        }
        if (consumers != null) {
            apps.addAll(consumers);
        }
        return apps;
    }
}
