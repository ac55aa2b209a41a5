// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.catalog;

import io.lettuce.core.ClientOptions;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

@Configuration(proxyBeanMethods = false)
class RedisConfiguration {
    /** A cache that makes people wait is worse than none. */
    @Bean
    LettuceClientOptionsBuilderCustomizer failAtOnceWhileRedisIsAway() {
        return options -> options.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS);
    }

    /** In place of Boot's own. Started by {@link ChangedFilms}: by itself it would stop the start of the service while Redis is away. */
    @Bean
    RedisMessageListenerContainer redisMessageListenerContainer(RedisConnectionFactory redis, FilmCache cache) {
        RedisMessageListenerContainer container = new RedisMessageListenerContainer();
        container.setConnectionFactory(redis);
        container.setAutoStartup(false);
        container.setRecoveryInterval(2_000);
        container.addMessageListener(cache, ChannelTopic.of(cache.channel()));
        return container;
    }
}
