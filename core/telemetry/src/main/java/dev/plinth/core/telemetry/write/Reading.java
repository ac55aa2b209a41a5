// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.write;

import dev.plinth.core.kernel.engine.EngineAway;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** What a writer makes of what it reads. All is called by its one thread. */
interface Reading extends AutoCloseable {
    /**
     * Before anything of these is read, and again when they were lost meanwhile.
     *
     * @param incarnation of the topic
     * @throws EngineAway when it cannot begin now
     */
    default void begin(Collection<TopicPartition> partitions, String incarnation) {}

    /** The documents that are to be written now. */
    List<Document> read(ConsumerRecord<byte[], byte[]> record, String incarnation) throws Documents.Unreadable;

    /** When what was read is written, and now and then when nothing comes. */
    default void settle() {}

    /**
     * Up to which offset Kafka may be told that all is done.
     *
     * @param read up to which it was read and written
     */
    default long done(TopicPartition partition, long read) {
        return read;
    }

    /** Others read these from now on. */
    default void lost(Collection<TopicPartition> partitions) {}

    @Override
    default void close() {}
}
