// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.catalog;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Counts what is sold. An event that comes again is recognised by its id, which is kept in the same transaction as the count. */
@Component
class Sales {
    private static final Logger LOG = LoggerFactory.getLogger(Sales.class);
    private static final String PAID = "ORDER_PAID";

    /** What is read of an event; orders may add to it. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record OrderEvent(UUID id, String type, UUID orderId, int filmId, int quantity) {}

    private final FilmMapper films;
    private final FilmCache cache;
    private final TransactionOperations transactions;
    private final JsonMapper json;

    Sales(FilmMapper films, FilmCache cache, TransactionOperations transactions, JsonMapper json) {
        this.films = films;
        this.cache = cache;
        this.transactions = transactions;
        this.json = json;
    }

    @KafkaListener(topics = "${plinth.topics.shop.orders}")
    void onEvent(ConsumerRecord<String, String> record) {
        OrderEvent event;
        try {
            event = json.readValue(record.value(), OrderEvent.class);
        } catch (JacksonException e) {
            // it would not become better by being read again
            LOG.error(
                    "Event {} of partition {} is left out, it cannot be read: {}",
                    record.offset(),
                    record.partition(),
                    e.getOriginalMessage());
            return;
        }
        if (event.type().equals(PAID)) {
            transactions.executeWithoutResult(transaction -> count(event));
            // also when it was counted before: who did may have been killed right here
            cache.evict(event.filmId());
        }
    }

    private void count(OrderEvent event) {
        if (films.insertEvent(event.id()) == 0) {
            LOG.info("Order {} is counted already", event.orderId());
        } else if (films.addSold(event.filmId(), event.quantity()) == 0) {
            LOG.warn("Order {} is for film {}, which is not here", event.orderId(), event.filmId());
        } else {
            LOG.info("Order {} counted: {} more of film {}", event.orderId(), event.quantity(), event.filmId());
        }
    }

    @Scheduled(fixedDelay = 24 * 3_600_000L, initialDelay = 60_000)
    void forgetOldEvents() {
        films.forgetOldEvents();
    }
}
