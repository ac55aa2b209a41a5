// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.engines.Engine;
import dev.plinth.engines.kafka.KafkaEngine;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

class KafkaEngineIT extends EngineContract {
    private static final String TOPIC = "kept";
    private final KafkaEngine engine = new KafkaEngine();

    @Override
    Engine engine() {
        return engine;
    }

    private Map<String, Object> client() {
        return new HashMap<>(Map.of(
                "bootstrap.servers", "127.0.0.1:" + running.port(),
                "security.protocol", "SASL_PLAINTEXT",
                "sasl.mechanism", "SCRAM-SHA-512",
                "sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"plinth\" password=\""
                                + password() + "\";",
                "acks", "all"));
    }

    @Override
    void write(String key, String value) throws Exception {
        try (Admin admin = Admin.create(client())) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(TopicExistsException.class);
        }
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(client(), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, key, value)).get(30, TimeUnit.SECONDS);
        }
    }

    @Override
    String read(String key) {
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(client(), new StringDeserializer(), new StringDeserializer())) {
            Set<TopicPartition> partition = Set.of(new TopicPartition(TOPIC, 0));
            consumer.assign(partition);
            consumer.seekToBeginning(partition);
            long limit = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (System.nanoTime() < limit) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                    if (record.key().equals(key)) {
                        return record.value();
                    }
                }
            }
            return "";
        }
    }
}
