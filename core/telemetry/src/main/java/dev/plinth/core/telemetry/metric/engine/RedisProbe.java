// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.engine;

import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.core.kernel.engine.EngineProperties.Connection;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Asks Redis over one connection. Names of metrics are those of redis_exporter. */
final class RedisProbe implements EngineProbe {
    private static final int TIMEOUT_MILLIS = 3_000;
    private static final int DEFAULT_PORT = 6_379;

    private final Connection connection;
    private final Parts parts = new Parts("Redis");
    private volatile @Nullable Jedis open;

    RedisProbe(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void read(Readings to) throws InterruptedException {
        try {
            Jedis redis = open();
            parts.begin();
            parts.read("INFO", () -> RedisInfo.of(info(redis)).addTo(to));
            parts.read("SLOWLOG", () -> slow(redis, to));
            parts.end();
        } catch (JedisException e) {
            close();
            throw new EngineAway(String.valueOf(e.getMessage()), e);
        }
    }

    private static String info(Jedis redis) {
        try {
            return redis.info("all");
        } catch (JedisDataException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void slow(Jedis redis, Readings to) {
        try {
            to.add(RedisInfo.SLOW, redis.slowlogLen());
        } catch (JedisDataException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    private Jedis open() {
        Jedis existing = open;
        if (existing != null) {
            return existing;
        }
        URI uri = URI.create(connection.url());
        Jedis opened = new Jedis(
                new HostAndPort(uri.getHost(), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort()),
                DefaultJedisClientConfig.builder()
                        .user(connection.username())
                        .password(connection.password())
                        .ssl("rediss".equals(uri.getScheme()))
                        .connectionTimeoutMillis(TIMEOUT_MILLIS)
                        .socketTimeoutMillis(TIMEOUT_MILLIS)
                        .clientName("plinth-telemetry")
                        .build());
        open = opened;
        return opened;
    }

    @Override
    public void close() {
        Jedis existing = open;
        open = null;
        if (existing != null) {
            existing.close();
        }
    }
}
