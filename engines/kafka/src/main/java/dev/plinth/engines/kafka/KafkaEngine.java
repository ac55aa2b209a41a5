// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines.kafka;

import dev.plinth.engines.ArtifactLock;
import dev.plinth.engines.Engine;
import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.EngineException;
import dev.plinth.engines.EngineHost;
import dev.plinth.engines.JavaCommand;
import dev.plinth.engines.OwnJar;
import dev.plinth.engines.ProcessSpec;
import dev.plinth.engines.SecretFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Kafka as one node that is broker and controller: SCRAM on both listeners, loopback only, an authorizer that denies by default, and one
 * super user {@code plinth} with a generated password.
 */
public final class KafkaEngine implements Engine {
    /** Name of the super user. */
    public static final String PLINTH = "plinth";

    /** By name: its superclasses are not on the class path of this process. */
    private static final String NODE = "dev.plinth.engines.kafka.KafkaNode";

    private static final int YOUNG_MEGABYTES = 24;

    private static final ArtifactLock LOCK = ArtifactLock.read(KafkaEngine.class, "kafka.lock");

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public String version() {
        return LOCK.artifacts().stream()
                .filter(artifact -> artifact.artifactId().startsWith("kafka_"))
                .findFirst()
                .orElseThrow()
                .version();
    }

    @Override
    public int defaultPort() {
        return 7092;
    }

    @Override
    public ArtifactLock artifacts() {
        return LOCK;
    }

    @Override
    public ProcessSpec prepare(EngineHost host) {
        try {
            Path directory = SecretFiles.privateDirectory(host.directory());
            Path passwordFile = SecretFiles.ensure(passwordFile(host));
            Path configuration = directory.resolve("server.properties");
            SecretFiles.write(
                    configuration,
                    configuration(host.port(), directory.resolve("data"), SecretFiles.read(passwordFile)));
            Path logging = directory.resolve("log4j2.properties");
            Files.writeString(logging, LOGGING);
            List<Path> classPath = new ArrayList<>(OwnJar.of(KafkaEngine.class, Engine.class));
            classPath.addAll(host.artifacts().files(LOCK));
            List<String> command = new JavaCommand(host.java(), "256m", classPath, NODE)
                    .youngGeneration(YOUNG_MEGABYTES)
                    .option("-Dlog4j2.configurationFile=" + logging)
                    .option("-Dlog4j2.disableJmx=true")
                    .build(directory, host.aotCache(), List.of(configuration.toString(), passwordFile.toString()));
            return new ProcessSpec(
                    name(),
                    List.of(),
                    command,
                    Map.of(),
                    directory,
                    ProcessSpec.StopSignal.TERM,
                    Duration.ofSeconds(90),
                    Duration.ofSeconds(20),
                    ProcessSpec.Lifeline.STANDARD_INPUT);
        } catch (IOException e) {
            throw new EngineException(
                    name(),
                    "Cannot write " + host.directory() + ": " + e.getMessage(),
                    "Check that the disk has room and that the directory belongs to you.",
                    e);
        }
    }

    /** Clients on the port itself, the controller on the next. */
    private static String configuration(int port, Path data, String password) {
        String login =
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                        .formatted(PLINTH, password);
        return """
                process.roles=broker,controller
                node.id=1
                controller.quorum.bootstrap.servers=127.0.0.1:%2$d
                listeners=CLIENT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=CLIENT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                controller.listener.names=CONTROLLER
                inter.broker.listener.name=CLIENT
                listener.security.protocol.map=CLIENT:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT
                sasl.enabled.mechanisms=SCRAM-SHA-512
                sasl.mechanism.inter.broker.protocol=SCRAM-SHA-512
                sasl.mechanism.controller.protocol=SCRAM-SHA-512
                listener.name.client.scram-sha-512.sasl.jaas.config=%3$s
                listener.name.controller.scram-sha-512.sasl.jaas.config=%3$s
                authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
                super.users=User:%4$s
                allow.everyone.if.no.acl.found=false
                log.dirs=%5$s
                auto.create.topics.enable=false
                num.partitions=1
                log.retention.bytes=1073741824
                log.segment.bytes=67108864
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=4
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                transaction.state.log.num.partitions=4
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                share.coordinator.state.topic.num.partitions=4
                group.initial.rebalance.delay.ms=0
                group.share.min.heartbeat.interval.ms=500
                group.share.heartbeat.interval.ms=1000
                broker.session.timeout.ms=2000
                broker.heartbeat.interval.ms=500
                metadata.max.idle.interval.ms=10000
                num.network.threads=2
                num.io.threads=4
                background.threads=4
                num.recovery.threads.per.data.dir=1
                log.cleaner.dedupe.buffer.size=16777216
                """.formatted(port, port + 1, login, PLINTH, data);
    }

    private static final String LOGGING = """
            status=error
            appender.stdout.type=Console
            appender.stdout.name=stdout
            appender.stdout.layout.type=PatternLayout
            appender.stdout.layout.pattern=%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX}{UTC} %p %c{1} %m%n
            rootLogger.level=warn
            rootLogger.appenderRef.stdout.ref=stdout
            logger.server.name=kafka.server.KafkaRaftServer
            logger.server.level=info
            """;

    private static Path passwordFile(EngineHost host) {
        return host.secrets().resolve("kafka.password");
    }

    @Override
    public EngineConnection connection(EngineHost host) {
        return new EngineConnection("kafka://127.0.0.1:" + host.port(), PLINTH, passwordFile(host));
    }

    @Override
    public void check(EngineConnection connection) {
        URI uri = URI.create(connection.url());
        int port = uri.getPort() < 0 ? 9092 : uri.getPort();
        try (KafkaProbe probe = KafkaProbe.connect(uri.getHost(), port)) {
            if (connection.username() != null && connection.passwordFile() != null) {
                probe.authenticate(connection.username(), SecretFiles.read(connection.passwordFile()));
            }
            if (probe.brokers() == 0) {
                throw new IOException("no broker has registered yet");
            }
        } catch (KafkaProbe.Refused e) {
            throw new EngineException(
                    name(),
                    "%s does not accept the password of %s: %s"
                            .formatted(connection.url(), connection.username(), e.getMessage()),
                    "Check engines.kafka.username and the file engines.kafka.passwordFile in plinth.yaml"
                            + " (mechanism SCRAM-SHA-512).",
                    e);
        } catch (IOException e) {
            throw new EngineException(
                    name(),
                    "%s does not answer: %s".formatted(connection.url(), e.getMessage()),
                    "Check engines.kafka.url in plinth.yaml, and that Kafka runs.",
                    e);
        }
    }

    /** Kafka's protocol does not tell. */
    @Override
    public String versionOf(EngineConnection connection) {
        check(connection);
        return "";
    }
}
