// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.messaging;

import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.core.kernel.engine.EngineProperties;
import dev.plinth.core.kernel.engine.KafkaSettings;
import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.provision.EngineAccounts;
import dev.plinth.core.kernel.provision.Provisioner;
import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.kernel.resource.ResourceKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Makes topics, and for each app in each environment one user with the rights that its topics give. The user's name is also what its groups
 * and transactions are called, or what their names begin with.
 */
@Component
class Topics implements Provisioner, DisposableBean {
    static final String KAFKA = "kafka";

    private final EngineProperties engines;
    private final EngineAccounts accounts;
    private final Kind<TopicSpec> kind;
    private @Nullable KafkaAdmin admin;

    Topics(EngineProperties engines, EngineAccounts accounts, Kind<TopicSpec> kind) {
        this.engines = engines;
        this.accounts = accounts;
        this.kind = kind;
    }

    @Override
    public String kind() {
        return kind.name();
    }

    @Override
    public String engine() {
        return KAFKA;
    }

    @Override
    public Set<String> apps(Resource resource) {
        return kind.read(resource).apps();
    }

    @Override
    public String object(Resource resource) {
        String topic = kind.read(resource).topic();
        return topic == null ? Provisioner.nameInEngine(resource.key()) : topic;
    }

    @Override
    public synchronized Map<ResourceKey, String> provision(Collection<Resource> resources, boolean first) {
        Map<ResourceKey, String> problems = new HashMap<>();
        List<Wanted> wanted = wanted(resources, problems);
        KafkaAdmin kafka = admin();
        for (Wanted topic : wanted) {
            String problem = kafka.make(topic.name(), topic.spec());
            if (problem != null) {
                problems.put(topic.key(), problem);
            }
        }
        Map<String, Set<Grant>> grants = grants(wanted);
        List<String> made = accounts.made(KAFKA);
        Set<String> known = kafka.users(made);
        for (String user : grants.keySet()) {
            if (first || !known.contains(user) || !accounts.isSet(KAFKA, user)) {
                kafka.setPassword(user, accounts.password(KAFKA, user));
                accounts.set(KAFKA, user);
            }
        }
        Set<String> ours = new TreeSet<>(made);
        ours.addAll(grants.keySet());
        kafka.allow(ours, grants);
        for (String user : made) {
            if (!grants.containsKey(user)) {
                kafka.deleteUser(user);
                accounts.forget(KAFKA, user);
            }
        }
        return problems;
    }

    private record Wanted(ResourceKey key, String name, TopicSpec spec) {}

    /** Of two resources that want the same topic the older one has it. */
    private List<Wanted> wanted(Collection<Resource> resources, Map<ResourceKey, String> problems) {
        Map<String, ResourceKey> taken = new HashMap<>();
        List<Wanted> wanted = new ArrayList<>();
        resources.stream().sorted(Comparator.comparingLong(Resource::revision)).forEach(resource -> {
            String name = object(resource);
            ResourceKey owner = taken.putIfAbsent(name, resource.key());
            if (owner != null) {
                problems.put(resource.key(), "The topic %s belongs to %s already.".formatted(name, owner));
            } else if (name.startsWith("plinth.") || name.length() > 249) {
                problems.put(
                        resource.key(),
                        "%s cannot be a topic (expected: at most 249 characters, not beginning with plinth.)."
                                .formatted(name));
            } else {
                wanted.add(new Wanted(resource.key(), name, kind.read(resource)));
            }
        });
        return wanted;
    }

    /** What a user may do with a topic. */
    record Grant(String topic, boolean write, boolean read) {}

    private static Map<String, Set<Grant>> grants(List<Wanted> wanted) {
        Map<String, Set<Grant>> grants = new TreeMap<>();
        for (Wanted topic : wanted) {
            for (String app : topic.spec().apps()) {
                grants.computeIfAbsent(Provisioner.nameInEngine(topic.key().env(), app), user -> new HashSet<>())
                        .add(new Grant(
                                topic.name(),
                                topic.spec().mayWrite(app),
                                topic.spec().mayRead(app)));
            }
        }
        return grants;
    }

    private KafkaAdmin admin() {
        if (admin == null) {
            try {
                admin = new KafkaAdmin(Admin.create(KafkaSettings.of(engines.require(KAFKA), "plinth-messaging")));
            } catch (KafkaException e) {
                throw new EngineAway("Kafka cannot be asked: " + e.getMessage(), e);
            }
        }
        return Objects.requireNonNull(admin);
    }

    @Override
    public Access access(Resource resource, String app) {
        TopicSpec spec = kind.read(resource);
        String user = Provisioner.nameInEngine(resource.key().env(), app);
        return new Access(
                KafkaSettings.bootstrapServers(engines.require(KAFKA)),
                user,
                accounts.password(KAFKA, user),
                Map.of(
                        "group",
                        user,
                        "write",
                        Boolean.toString(spec.mayWrite(app)),
                        "read",
                        Boolean.toString(spec.mayRead(app)),
                        "securityProtocol",
                        "SASL_PLAINTEXT",
                        "saslMechanism",
                        "SCRAM-SHA-512"));
    }

    @Override
    public synchronized void destroy() {
        if (admin != null) {
            admin.close();
        }
    }
}
