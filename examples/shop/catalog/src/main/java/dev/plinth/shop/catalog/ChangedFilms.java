// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.catalog;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Begins to hear of changed films once Redis is there. From then on the container finds back to it by itself. */
@Component
class ChangedFilms {
    private static final Logger LOG = LoggerFactory.getLogger(ChangedFilms.class);

    private final RedisMessageListenerContainer container;

    ChangedFilms(RedisMessageListenerContainer container) {
        this.container = container;
    }

    @Scheduled(fixedDelay = 2_000)
    void listen() {
        if (container.isRunning()) {
            return;
        }
        try {
            container.start();
        } catch (RuntimeException e) {
            container.stop();
            LOG.debug("Redis is away, changes of films are not heard yet: {}", e.getMessage());
        }
    }
}
