// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topic in which metrics are until they are in blocks. */
final class MetricLog {
    private static final String TOPIC = "plinth.metrics";
    /** From the time of a sample until Kafka has it. */
    private static final long ON_THE_WAY = 500;

    private final Map<String, Object> settings = new HashMap<>();

    MetricLog(TelemetryBenchmark given) throws IOException {
        settings.put("bootstrap.servers", "127.0.0.1:" + given.number("kafkaPort"));
        settings.put("security.protocol", "SASL_PLAINTEXT");
        settings.put("sasl.mechanism", "SCRAM-SHA-512");
        settings.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"plinth\" password=\"%s\";"
                        .formatted(Files.readString(Path.of(given.text("kafkaPasswordFile"))).strip()));
    }

    /**
     * Writes it as if the samples had come in at their times. Nobody may read meanwhile, who would think that it is later than it is there.
     *
     * @param end after which there are no more
     * @return how many samples
     */
    long write(MetricStream samples, long end) throws Exception {
        Map<String, Object> producing = new HashMap<>(settings);
        // as the core has them, but for the patience
        producing.put("acks", "all");
        producing.put("linger.ms", 5);
        producing.put("batch.size", 64 << 10);
        producing.put("buffer.memory", 64L << 20);
        producing.put("max.request.size", 1 << 20);
        producing.put("compression.type", "lz4");
        producing.put("max.block.ms", Duration.ofMinutes(2).toMillis());
        long written = 0;
        try (Producer<byte[], byte[]> producer = new KafkaProducer<>(producing, new ByteArraySerializer(), new ByteArraySerializer())) {
            int partitions = producer.partitionsFor(TOPIC).size();
            List<List<MetricRequest>> requests = new ArrayList<>();
            samples.groups().forEach(group -> requests.add(MetricRequest.byPartition(group, partitions)));
            AtomicReference<Exception> failure = new AtomicReference<>();
            for (int group = samples.next(); samples.time() < end && failure.get() == null; group = samples.next()) {
                for (int partition = 0; partition < partitions; partition++) {
                    MetricRequest request = requests.get(group).get(partition);
                    if (request.size() > 0) {
                        written += request.size();
                        producer.send(
                                new ProducerRecord<>(TOPIC, partition, samples.time() + ON_THE_WAY, null, request.at(samples.time())),
                                (where, e) -> failure.compareAndSet(null, e));
                    }
                }
            }
            producer.flush();
            if (failure.get() != null) {
                throw failure.get();
            }
        }
        return written;
    }

    /** Nothing of it is deleted any more, however much there is. */
    void keepAll() throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(settings)) {
            ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, TOPIC);
            AlterConfigOp all = new AlterConfigOp(new ConfigEntry("retention.bytes", "-1"), AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(Map.of(topic, List.of(all))).all().get();
        }
    }

    /** What its segments have. */
    long bytes() throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(settings)) {
            int broker = admin.describeCluster().nodes().get().iterator().next().id();
            return admin.describeLogDirs(List.of(broker)).allDescriptions().get().get(broker).values().stream()
                    .flatMap(directory -> directory.replicaInfos().entrySet().stream())
                    .filter(replica -> replica.getKey().topic().equals(TOPIC))
                    .mapToLong(replica -> replica.getValue().size())
                    .sum();
        }
    }
}
