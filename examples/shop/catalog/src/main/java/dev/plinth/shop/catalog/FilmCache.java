// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.Message;
import org.springframework.data.redis.connection.MessageListener;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Films by id, in two levels: this process, then Redis, then PostgreSQL. A film that changed is taken out of Redis, and a message takes it out
 * of all processes. Whoever misses that message, or puts back what he read just before the change, is wrong for as long as an entry lives:
 * {@link #NEAR} here, {@link #FAR} in Redis. While Redis is away the second level is left out.
 */
@Component
class FilmCache implements MessageListener {
    static final Duration NEAR = Duration.ofSeconds(30);
    static final Duration FAR = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(FilmCache.class);

    private final FilmMapper films;
    private final StringRedisTemplate redis;
    private final JsonMapper json;
    private final String prefix;
    private final Cache<Integer, Film> near =
            Caffeine.newBuilder().maximumSize(2_000).expireAfterWrite(NEAR).build();
    private volatile boolean away;

    FilmCache(
            FilmMapper films,
            StringRedisTemplate redis,
            JsonMapper json,
            @Value("${plinth.caches.shop-catalog}") String prefix) {
        this.films = films;
        this.redis = redis;
        this.json = json;
        this.prefix = prefix;
    }

    /** Where it is told which film has changed. */
    String channel() {
        return prefix + "changed-films";
    }

    @SuppressWarnings("NullAway") // a loader that returns null stores nothing, and that is what is wanted
    Optional<Film> film(int id) {
        return Optional.ofNullable(near.get(id, this::farther));
    }

    private @Nullable Film farther(int id) {
        Film known = fromRedis(id);
        if (known != null) {
            return known;
        }
        Film film = films.film(id).orElse(null);
        if (film != null) {
            withRedis(() -> {
                redis.opsForValue().set(key(id), json.writeValueAsString(film), FAR);
                return null;
            });
        }
        return film;
    }

    private @Nullable Film fromRedis(int id) {
        String found = withRedis(() -> redis.opsForValue().get(key(id)));
        try {
            return found == null ? null : json.readValue(found, Film.class);
        } catch (JacksonException e) {
            LOG.debug("Film {} is in Redis as another version writes it", id);
            return null;
        }
    }

    /** After the change is committed. */
    void evict(int id) {
        near.invalidate(id);
        withRedis(() -> {
            redis.delete(key(id));
            return redis.convertAndSend(channel(), String.valueOf(id));
        });
    }

    @Override
    public void onMessage(Message message, byte @Nullable [] pattern) {
        near.invalidate(Integer.parseInt(new String(message.getBody(), StandardCharsets.UTF_8)));
    }

    private String key(int id) {
        return prefix + "film:" + id;
    }

    private <T> @Nullable T withRedis(Supplier<@Nullable T> work) {
        try {
            T answer = work.get();
            if (away) {
                away = false;
                LOG.info("Redis is back");
            }
            return answer;
        } catch (DataAccessException e) {
            if (!away) {
                away = true;
                LOG.warn("Redis is away, films come from PostgreSQL meanwhile: {}", e.getMessage());
            }
            return null;
        }
    }
}
