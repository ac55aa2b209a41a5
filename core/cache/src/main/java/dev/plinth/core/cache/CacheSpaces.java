// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.cache;

import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.core.kernel.engine.EngineProperties;
import dev.plinth.core.kernel.engine.EngineProperties.Connection;
import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.provision.EngineAccounts;
import dev.plinth.core.kernel.provision.Provisioner;
import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.kernel.resource.ResourceKey;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Makes for each app in each environment one user of Redis, who may do with keys and channels of its spaces what does not reach beyond them. So there
 * is no KEYS and no SCAN, which tell the keys of everybody, and nothing that Redis itself calls dangerous.
 */
@Component
class CacheSpaces implements Provisioner {
    private static final Logger LOG = LoggerFactory.getLogger(CacheSpaces.class);
    static final String REDIS = "redis";

    private static final int TIMEOUT_MILLIS = 3_000;
    private static final int DEFAULT_PORT = 6_379;
    /** INFO is there for the health check of Spring; it tells of the server, not of what is in it. */
    private static final List<String> COMMANDS =
            List.of("+@all", "-@admin", "-@dangerous", "-scan", "-randomkey", "-dbsize", "-swapdb", "+info");

    private final EngineProperties engines;
    private final EngineAccounts accounts;
    private final Kind<CacheSpaceSpec> kind;

    CacheSpaces(EngineProperties engines, EngineAccounts accounts, Kind<CacheSpaceSpec> kind) {
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
        return REDIS;
    }

    @Override
    public Set<String> apps(Resource resource) {
        return new TreeSet<>(kind.read(resource).apps());
    }

    /** The prefix; no name has a colon in it, so none begins with another's. */
    @Override
    public String object(Resource resource) {
        return Provisioner.nameInEngine(resource.key()) + ":";
    }

    @Override
    public Map<ResourceKey, String> provision(Collection<Resource> resources, boolean first) {
        Map<String, Set<String>> prefixes = new TreeMap<>();
        for (Resource resource : resources) {
            for (String app : apps(resource)) {
                prefixes.computeIfAbsent(Provisioner.nameInEngine(resource.key().env(), app), user -> new TreeSet<>())
                        .add(object(resource));
            }
        }
        List<String> made = accounts.made(REDIS);
        if (prefixes.isEmpty() && made.isEmpty()) {
            return Map.of();
        }
        try (Jedis redis = connect()) {
            prefixes.forEach((user, own) -> redis.aclSetUser(user, rules(user, own)));
            List<String> gone =
                    made.stream().filter(user -> !prefixes.containsKey(user)).toList();
            gone.forEach(redis::aclDelUser);
            save(redis);
            gone.forEach(user -> accounts.forget(REDIS, user));
            return Map.of();
        } catch (JedisException e) {
            throw new EngineAway("Redis does not answer, or does not take users: " + e.getMessage(), e);
        }
    }

    private String[] rules(String user, Set<String> prefixes) {
        List<String> rules = new ArrayList<>(List.of("reset", "on", "#" + accounts.sha256(REDIS, user)));
        rules.addAll(COMMANDS);
        for (String prefix : prefixes) {
            rules.add("~" + prefix + "*");
            rules.add("&" + prefix + "*");
        }
        return rules.toArray(String[]::new);
    }

    /** So that they are there after a restart at once; a Redis that keeps its users elsewhere gets them again from here. */
    private static void save(Jedis redis) {
        try {
            redis.aclSave();
        } catch (JedisException e) {
            LOG.debug("Redis does not keep its users in a file: {}", e.getMessage());
        }
    }

    private Jedis connect() {
        Connection connection = engines.require(REDIS);
        URI uri = URI.create(connection.url());
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        return new Jedis(
                new HostAndPort(uri.getHost(), port),
                DefaultJedisClientConfig.builder()
                        .user(connection.username())
                        .password(connection.password())
                        .ssl("rediss".equals(uri.getScheme()))
                        .connectionTimeoutMillis(TIMEOUT_MILLIS)
                        .socketTimeoutMillis(TIMEOUT_MILLIS)
                        .clientName("plinth-cache")
                        .build());
    }

    @Override
    public Access access(Resource resource, String app) {
        String user = Provisioner.nameInEngine(resource.key().env(), app);
        return new Access(
                engines.require(REDIS).url(), user, accounts.password(REDIS, user), Map.of("prefix", object(resource)));
    }
}
