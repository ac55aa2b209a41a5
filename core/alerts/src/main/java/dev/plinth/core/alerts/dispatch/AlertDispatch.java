// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.dispatch;

import dev.plinth.core.alerts.channel.Channels;
import dev.plinth.core.alerts.deadman.DeadManSwitches;
import dev.plinth.core.alerts.deadman.SignsOfLife;
import dev.plinth.core.alerts.dispatch.EnvDispatch.FlappingRule;
import dev.plinth.core.alerts.dispatch.EnvDispatch.Parts;
import dev.plinth.core.alerts.dispatch.StateStore.OutdatedException;
import dev.plinth.core.alerts.history.AlertReader;
import dev.plinth.core.alerts.history.AlertWriter;
import dev.plinth.core.alerts.intake.StoredIntake;
import dev.plinth.core.alerts.intake.StoredIntake.Batch;
import dev.plinth.core.alerts.routing.Routings;
import dev.plinth.core.kernel.resource.ResourceView;
import dev.plinth.core.telemetry.metric.MetricSink;
import dev.plinth.core.telemetry.metric.duty.Duty;
import dev.plinth.core.telemetry.metric.duty.DutyWork;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** Tells people of alerts, in all environments. Of several cores one does so; when it is gone, another goes on. */
@Component
class AlertDispatch implements DutyWork {
    private static final String DUTY = "alert-dispatch";
    private static final Logger LOG = LoggerFactory.getLogger(AlertDispatch.class);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration FORGET = Duration.ofHours(1);
    private static final Duration STOP = Duration.ofSeconds(3);

    private final Parts parts;
    private final StoredIntake intake;
    private final AlertWriter writer;
    private final ResourceView resources;
    private final Channels channels;
    private final Messages messages;
    private final Clock clock;
    private final Duration retention;
    private final Map<String, EnvDispatch> dispatches = new HashMap<>();
    private final BlockingQueue<Parcel.Result> results = new LinkedBlockingQueue<>();
    private Instant last = Instant.MIN;
    private Instant forgotten = Instant.MIN;
    private @Nullable Thread thread;
    private @Nullable Courier courier;

    AlertDispatch(
            Routings routings,
            StateStore states,
            AlertWriter writer,
            AlertReader reader,
            StoredIntake intake,
            DeadManSwitches switches,
            SignsOfLife signs,
            TransactionTemplate transaction,
            ResourceView resources,
            Channels channels,
            Messages messages,
            Clock clock,
            @Value("${plinth.telemetry.alerts.flapping-times:3}") int flappingTimes,
            @Value("${plinth.telemetry.alerts.flapping-window:30m}") Duration flappingWindow,
            @Value("${plinth.telemetry.alerts.retention:90d}") Duration retention) {
        this.parts = new Parts(
                routings,
                states,
                writer,
                reader,
                intake,
                switches,
                signs,
                transaction,
                new FlappingRule(flappingTimes, flappingWindow));
        this.intake = intake;
        this.writer = writer;
        this.resources = resources;
        this.channels = channels;
        this.messages = messages;
        this.clock = clock;
        this.retention = retention;
    }

    @Override
    public void begin(MetricSink sink, Duty duty) {
        thread = Thread.ofPlatform().daemon().name(DUTY).start(() -> run(duty));
    }

    /** It follows by itself, more often than this is called. */
    @Override
    public void reconcile() {}

    @Override
    public void end() {
        Thread running = thread;
        if (running != null) {
            thread = null;
            running.interrupt();
            try {
                running.join(STOP);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run(Duty duty) {
        try {
            while (true) {
                List<Parcel.Result> news = news();
                if (duty.isMine(DUTY)) {
                    look(news);
                } else {
                    rest();
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("This core tells nobody any more");
        } finally {
            rest();
        }
    }

    private List<Parcel.Result> news() throws InterruptedException {
        List<Parcel.Result> news = new ArrayList<>();
        Parcel.Result first = results.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
            news.add(first);
            results.drainTo(news);
        }
        return news;
    }

    /** What is on its way is the other core's now, which tells it again. */
    private void rest() {
        dispatches.clear();
        results.clear();
        Courier delivering = courier;
        if (delivering != null) {
            courier = null;
            delivering.close();
        }
    }

    private void look(List<Parcel.Result> news) {
        Courier delivering = courier;
        if (delivering == null) {
            delivering = new Courier(channels, messages, writer, clock, results::add);
            courier = delivering;
        }
        // a clock that was set back would change the past
        Instant now = clock.instant();
        last = now.isBefore(last) ? last : now;
        Map<String, List<Batch>> batches;
        try {
            Set<Long> taken = dispatches.values().stream()
                    .flatMap(each -> each.taken().stream())
                    .collect(Collectors.toSet());
            batches = intake.read(taken).stream().collect(Collectors.groupingBy(Batch::env));
        } catch (DataAccessException e) {
            LOG.warn("Nobody is told of alerts while the database does not answer: {}", e.getMessage());
            results.addAll(news);
            return;
        }
        Map<String, List<Parcel.Result>> resultsByEnv = news.stream()
                .collect(Collectors.groupingBy(result -> result.delivery().env()));
        for (String env : environments(batches.keySet())) {
            try {
                EnvDispatch dispatch = dispatches.get(env);
                if (dispatch == null) {
                    dispatch = new EnvDispatch(env, parts, last);
                    dispatches.put(env, dispatch);
                }
                dispatch.look(
                                batches.getOrDefault(env, List.of()),
                                resultsByEnv.getOrDefault(env, List.of()),
                                resources.position(),
                                last)
                        .forEach(delivering::deliver);
            } catch (DataAccessException | TransactionException | OutdatedException e) {
                LOG.warn("Who is told in {} is not kept, and looked at again: {}", env, e.getMessage());
                dispatches.remove(env);
                results.addAll(resultsByEnv.getOrDefault(env, List.of()));
            } catch (RuntimeException e) {
                LOG.error("Who is to be told in {} could not be found out", env, e);
                dispatches.remove(env);
            }
        }
        forget();
    }

    private Set<String> environments(Collection<String> heardOf) {
        Set<String> environments = new HashSet<>(heardOf);
        resources
                .list("Environment")
                .forEach(each -> environments.add(each.key().name()));
        return environments;
    }

    private void forget() {
        if (forgotten.equals(Instant.MIN) || !forgotten.plus(FORGET).isAfter(last)) {
            forgotten = last;
            try {
                writer.deleteBefore(last.minus(retention), last.minus(retention));
            } catch (DataAccessException e) {
                LOG.debug("What is old is forgotten later", e);
            }
        }
    }
}
