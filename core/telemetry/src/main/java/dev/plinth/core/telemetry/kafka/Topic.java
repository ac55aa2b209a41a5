// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.kafka;

import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

/** A topic that the room writes or reads. */
public enum Topic {
    /** Resource logs of one sender, as OTLP has them; the key is the app. */
    LOGS("plinth.logs"),
    /** Resource spans as OTLP has them. All of a trace are in one partition: see {@link #ofTrace}. */
    SPANS("plinth.spans"),
    /** What gateways write of each request, as JSON. */
    ACCESS("plinth.gateway.access"),
    /** Log records with the name of an event, as {@link #LOGS} has them, where they are too. */
    EVENTS("plinth.business.events"),
    /** Samples as Prometheus' remote-write 1.0 has them; all of a series are in one partition. */
    METRICS("plinth.metrics"),
    /** Documents that OpenSearch would not have. */
    DEAD("plinth.telemetry.dead");

    /** Header of a record: whose it is. */
    public static final String APP = "app";

    /** Header of a log record: the stream it belongs to; absent for none. */
    public static final String STREAM = "stream";

    /** Header of a record of spans: that they are counted elsewhere. */
    public static final String COUNTED = "counted";

    private final String name;

    Topic(String name) {
        this.name = name;
    }

    /** The partition of {@link #SPANS} that a trace is in: the one that Kafka's clients choose for its id as the key. */
    public static int ofTrace(byte[] traceId, int partitions) {
        return BuiltInPartitioner.partitionForKey(traceId, partitions);
    }

    public String topic() {
        return name;
    }

    public static Topic of(String name) {
        for (Topic topic : values()) {
            if (topic.name.equals(name)) {
                return topic;
            }
        }
        throw new IllegalArgumentException(name + " is no topic of this room");
    }
}
