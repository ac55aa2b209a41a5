// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.messaging;

import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.core.messaging.Topics.Grant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ResourceNotFoundException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/** What Kafka is told: topics, users and their rights. Each call that changes nothing asks only. */
final class KafkaAdmin implements AutoCloseable {
    private static final int LIMIT_SECONDS = 10;
    private static final ScramMechanism MECHANISM = ScramMechanism.SCRAM_SHA_512;
    private static final int ITERATIONS = 4_096;
    private static final String ANY_HOST = "*";

    private final Admin admin;

    KafkaAdmin(Admin admin) {
        this.admin = admin;
    }

    private static <T> T answer(KafkaFuture<T> future) throws ExecutionException {
        try {
            return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new EngineAway("Kafka does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineAway("interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RetriableException
                    && !(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                throw new EngineAway("Kafka does not answer: " + e.getCause().getMessage(), e);
            }
            throw e;
        }
    }

    /** For what must not go wrong while Kafka is there. */
    private static <T> T demand(String what, KafkaFuture<T> future) {
        try {
            return answer(future);
        } catch (ExecutionException e) {
            throw new EngineAway("Kafka does not %s: %s".formatted(what, reason(e)), e);
        }
    }

    private static String reason(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage());
    }

    /** @return what is wrong, null when the topic is as it should be */
    @Nullable
    String make(String topic, TopicSpec spec) {
        try {
            int partitions = partitionsOf(topic);
            if (partitions == 0) {
                create(topic, spec);
                return null;
            }
            configure(topic, spec);
            if (partitions > spec.partitionsOrDefault()) {
                return "It has %d partitions, and a topic cannot have fewer than it had (expected: at least %d)."
                        .formatted(partitions, partitions);
            }
            if (partitions < spec.partitionsOrDefault()) {
                answer(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(spec.partitionsOrDefault())))
                        .all());
            }
            return null;
        } catch (ExecutionException e) {
            return "Kafka does not make it: " + reason(e);
        }
    }

    private int partitionsOf(String topic) throws ExecutionException {
        try {
            return answer(Objects.requireNonNull(admin.describeTopics(List.of(topic))
                            .topicNameValues()
                            .get(topic)))
                    .partitions()
                    .size();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return 0;
            }
            throw e;
        }
    }

    private void create(String topic, TopicSpec spec) throws ExecutionException {
        Optional<Short> replicas = spec.replicas() == null
                ? Optional.empty()
                : Optional.of(spec.replicas().shortValue());
        answer(admin.createTopics(List.of(
                        new NewTopic(topic, Optional.of(spec.partitionsOrDefault()), replicas).configs(settings(spec))))
                .all());
    }

    private static Map<String, String> settings(TopicSpec spec) {
        long bytes = (long) spec.retentionMegabytesOrDefault() << 20;
        long bytesOfPartition = Math.max(1L << 20, bytes / spec.partitionsOrDefault());
        return new TreeMap<>(Map.of(
                "cleanup.policy",
                spec.isCompacted() ? "compact" : "delete",
                "retention.ms",
                Long.toString(Duration.ofHours(spec.retentionHoursOrDefault()).toMillis()),
                "retention.bytes",
                Long.toString(bytesOfPartition),
                "segment.bytes",
                Long.toString(Math.clamp(bytesOfPartition / 8, 1L << 20, 64L << 20))));
    }

    private void configure(String topic, TopicSpec spec) throws ExecutionException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Map<String, String> there = answer(Objects.requireNonNull(
                        admin.describeConfigs(List.of(resource)).values().get(resource)))
                .entries()
                .stream()
                .filter(entry -> entry.value() != null)
                .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
        List<AlterConfigOp> changes = new ArrayList<>();
        settings(spec).forEach((name, value) -> {
            if (!value.equals(there.get(name))) {
                changes.add(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET));
            }
        });
        if (!changes.isEmpty()) {
            answer(admin.incrementalAlterConfigs(Map.of(resource, changes)).all());
        }
    }

    /** Which of these it knows. */
    Set<String> users(Collection<String> names) {
        Set<String> known = new HashSet<>();
        for (String name : names) {
            try {
                List<ScramCredentialInfo> credentials = answer(admin.describeUserScramCredentials(List.of(name))
                                .description(name))
                        .credentialInfos();
                if (!credentials.isEmpty()) {
                    known.add(name);
                }
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof ResourceNotFoundException)) {
                    throw new EngineAway("Kafka does not tell of its users: " + reason(e), e);
                }
            }
        }
        return known;
    }

    void setPassword(String user, String password) {
        demand(
                "take a user",
                admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                                user, new ScramCredentialInfo(MECHANISM, ITERATIONS), password)))
                        .all());
    }

    void deleteUser(String user) {
        try {
            answer(admin.alterUserScramCredentials(List.of(new UserScramCredentialDeletion(user, MECHANISM)))
                    .all());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof ResourceNotFoundException)) {
                throw new EngineAway("Kafka does not delete a user: " + reason(e), e);
            }
        }
    }

    /** Exactly these rights have these users afterwards. */
    void allow(Set<String> users, Map<String, Set<Grant>> grants) {
        for (String user : users) {
            Set<AclBinding> wanted = bindings(user, grants.getOrDefault(user, Set.of()));
            String principal = "User:" + user;
            Set<AclBinding> there = new HashSet<>(demand(
                    "tell who may do what",
                    admin.describeAcls(new AclBindingFilter(
                                    ResourcePatternFilter.ANY,
                                    new AccessControlEntryFilter(
                                            principal, null, AclOperation.ANY, AclPermissionType.ANY)))
                            .values()));
            List<AclBinding> missing =
                    wanted.stream().filter(right -> !there.contains(right)).toList();
            List<AclBindingFilter> tooMany = there.stream()
                    .filter(right -> !wanted.contains(right))
                    .map(AclBinding::toFilter)
                    .toList();
            if (!missing.isEmpty()) {
                demand("take a right", admin.createAcls(missing).all());
            }
            if (!tooMany.isEmpty()) {
                demand("take a right away", admin.deleteAcls(tooMany).all());
            }
        }
    }

    private static Set<AclBinding> bindings(String user, Set<Grant> grants) {
        Set<AclBinding> bindings = new HashSet<>();
        for (Grant grant : grants) {
            ResourcePattern topic = new ResourcePattern(ResourceType.TOPIC, grant.topic(), PatternType.LITERAL);
            bindings.add(allowed(user, topic, AclOperation.DESCRIBE));
            if (grant.write()) {
                bindings.add(allowed(user, topic, AclOperation.WRITE));
                both(user, ResourceType.TRANSACTIONAL_ID)
                        .forEach(id -> bindings.add(allowed(user, id, AclOperation.WRITE)));
            }
            if (grant.read()) {
                bindings.add(allowed(user, topic, AclOperation.READ));
                both(user, ResourceType.GROUP).forEach(group -> bindings.add(allowed(user, group, AclOperation.READ)));
            }
        }
        return bindings;
    }

    /** What is called as the user, and what begins with that and a dot. */
    private static List<ResourcePattern> both(String user, ResourceType type) {
        return List.of(
                new ResourcePattern(type, user, PatternType.LITERAL),
                new ResourcePattern(type, user + ".", PatternType.PREFIXED));
    }

    private static AclBinding allowed(String user, ResourcePattern pattern, AclOperation operation) {
        return new AclBinding(
                pattern, new AccessControlEntry("User:" + user, ANY_HOST, operation, AclPermissionType.ALLOW));
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(2));
    }
}
