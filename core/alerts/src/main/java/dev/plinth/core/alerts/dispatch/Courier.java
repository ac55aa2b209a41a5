// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.dispatch;

import dev.plinth.core.alerts.channel.AlertMessage;
import dev.plinth.core.alerts.channel.Channels;
import dev.plinth.core.alerts.channel.DeliveryException;
import dev.plinth.core.alerts.dispatch.Parcel.Result;
import dev.plinth.core.alerts.history.AlertWriter;
import dev.plinth.core.alerts.history.Delivery;
import dev.plinth.core.alerts.history.Delivery.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** Delivers messages, each on a thread of its own, and tries again until its deadline. What cannot be told by then is told with the next message of the group. */
final class Courier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Channels channels;
    private final Messages messages;
    private final AlertWriter writer;
    private final Clock clock;
    private final Consumer<Result> done;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    /** @param done is told what became of each */
    Courier(Channels channels, Messages messages, AlertWriter writer, Clock clock, Consumer<Result> done) {
        this.channels = channels;
        this.messages = messages;
        this.writer = writer;
        this.clock = clock;
        this.done = done;
    }

    void deliver(Parcel parcel) {
        Thread thread = Thread.ofVirtual()
                .name("alert-delivery-" + parcel.delivery().id())
                .unstarted(() -> run(parcel));
        threads.add(thread);
        thread.start();
    }

    /** Nothing more is tried; another core does. */
    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }

    private void run(Parcel parcel) {
        try {
            done.accept(new Result(parcel, attempts(parcel)));
        } catch (InterruptedException e) {
            LOG.debug("Delivery {} is another core's", parcel.delivery().id());
        } catch (RuntimeException e) {
            LOG.error("Delivery {} failed", parcel.delivery().id(), e);
            done.accept(new Result(parcel, ended(parcel, 1, "a defect of Plinth: " + e)));
        } finally {
            threads.remove(Thread.currentThread());
        }
    }

    private Delivery attempts(Parcel parcel) throws InterruptedException {
        Delivery delivery = parcel.delivery();
        Instant deadline = parcel.notification().deadline();
        AlertMessage message = messages.of(parcel);
        Duration pause = FIRST_PAUSE;
        int attempts = 0;
        String error = null;
        while (true) {
            if (!isPermitted(delivery, deadline)) {
                return ended(
                        parcel,
                        attempts,
                        Objects.requireNonNullElse(error, "the channel may not tell more often (its perMinute)"));
            }
            attempts++;
            try {
                channels.deliver(delivery.channel(), parcel.to(), message);
                return ended(parcel, attempts, null);
            } catch (DeliveryException e) {
                error = String.valueOf(e.getMessage());
                Duration wait = Objects.requireNonNullElse(e.retryAfter(), pause);
                Instant next = clock.instant().plus(wait);
                if (e.isLasting() || next.isAfter(deadline)) {
                    return ended(parcel, attempts, error);
                }
                note(delivery, attempts, error, next);
                Thread.sleep(wait);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
        }
    }

    private boolean isPermitted(Delivery delivery, Instant deadline) throws InterruptedException {
        Duration wait = channels.permit(delivery.env(), delivery.channel());
        while (!wait.isZero()) {
            if (clock.instant().plus(wait).isAfter(deadline)) {
                return false;
            }
            Thread.sleep(wait);
            wait = channels.permit(delivery.env(), delivery.channel());
        }
        return true;
    }

    private void note(Delivery delivery, int attempts, String error, Instant next) {
        try {
            writer.attempted(delivery.id(), attempts, error, next);
        } catch (DataAccessException e) {
            LOG.debug("That delivery {} is tried again is not kept", delivery.id(), e);
        }
    }

    private Delivery ended(Parcel parcel, int attempts, @Nullable String error) {
        Delivery before = parcel.delivery();
        return new Delivery(
                before.id(),
                before.env(),
                before.receiver(),
                before.channel(),
                before.groupKey(),
                before.alerts(),
                before.firing(),
                before.resolved(),
                error == null ? State.DELIVERED : State.FAILED,
                attempts,
                error,
                before.createdAt(),
                null,
                clock.instant());
    }
}
