// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.orders;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Takes events from the outbox to Kafka: of each order in their order, at least once. An event leaves the outbox in the transaction that has
 * waited for Kafka's acknowledgement; who is killed in between sends it again, with the same id.
 */
@Component
class OutboxRelay implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
    private static final int BATCH = 100;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(15);
    private static final long LOOK_AGAIN_MILLIS = 500;
    private static final long AFTER_FAILURE_MILLIS = 2_000;

    private final OutboxMapper outbox;
    private final KafkaTemplate<String, String> kafka;
    private final TransactionOperations transactions;
    private final Tracing tracing;
    private final String topic;
    private final Semaphore work = new Semaphore(0);
    private volatile boolean running;
    private Thread thread = Thread.currentThread();

    OutboxRelay(
            OutboxMapper outbox,
            KafkaTemplate<String, String> kafka,
            TransactionOperations transactions,
            Tracing tracing,
            @Value("${plinth.topics.shop.orders}") String topic) {
        this.outbox = outbox;
        this.kafka = kafka;
        this.transactions = transactions;
        this.tracing = tracing;
        this.topic = topic;
    }

    /** There is something; without it, it is found half a second later. */
    void wake() {
        work.release();
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofVirtual().name("outbox").start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        wake();
        try {
            thread.join(STOP_WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void run() {
        while (running) {
            try {
                long pause = LOOK_AGAIN_MILLIS;
                try {
                    while (running && relay() == BATCH) {
                        LOG.debug("There is more");
                    }
                } catch (DataAccessException | TransactionException e) {
                    LOG.warn("The outbox cannot be read: {}", e.getMessage());
                    pause = AFTER_FAILURE_MILLIS;
                }
                if (work.tryAcquire(pause, TimeUnit.MILLISECONDS)) {
                    work.drainPermits();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** @return how many events Kafka has acknowledged; the others stay */
    int relay() {
        return Objects.requireNonNull(transactions.execute(transaction -> outbox.tryLock() ? relayLocked() : 0));
    }

    private int relayLocked() {
        List<OutboxMapper.Row> rows = outbox.next(BATCH);
        List<CompletableFuture<?>> sent = new ArrayList<>();
        for (OutboxMapper.Row row : rows) {
            CompletableFuture<?> acknowledgement = send(row);
            sent.add(acknowledgement);
            if (acknowledgement.isCompletedExceptionally()) {
                // Kafka is away: the others would wait for it one after the other
                break;
            }
        }
        kafka.flush();
        int acknowledged = 0;
        for (int i = 0; i < sent.size(); i++) {
            if (sent.get(i).isCompletedExceptionally()) {
                LOG.warn(
                        "Events wait in the outbox, Kafka does not take them: {}",
                        sent.get(i).exceptionNow().getMessage());
                break;
            }
            sent.get(i).join();
            outbox.delete(rows.get(i).position());
            acknowledged++;
        }
        return acknowledged;
    }

    private CompletableFuture<?> send(OutboxMapper.Row row) {
        return tracing.continued(row.traceParent(), "relay event", () -> {
            try {
                return kafka.send(topic, row.orderId().toString(), row.event());
            } catch (KafkaException e) {
                return CompletableFuture.failedFuture(e);
            }
        });
    }
}
