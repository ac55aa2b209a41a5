// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.engine;

import dev.plinth.core.kernel.engine.EngineProperties;
import dev.plinth.core.kernel.engine.EngineProperties.Connection;
import dev.plinth.core.kernel.engine.OpenSearchHttp;
import dev.plinth.core.telemetry.MetricProperties;
import dev.plinth.core.telemetry.kafka.KafkaAccess;
import dev.plinth.core.telemetry.metric.MetricSink;
import dev.plinth.core.telemetry.metric.duty.Duty;
import dev.plinth.core.telemetry.metric.duty.DutyWork;
import dev.plinth.core.telemetry.metric.duty.Loops;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Collects the metrics of all engines that are configured. Of several cores one does so. When PostgreSQL is away it goes on, as nobody else can take its place
 * then, and that PostgreSQL is away is worth telling.
 */
@Component
class EngineMonitoring implements DutyWork {
    private static final String DUTY = "engines";

    private final Map<MonitoredEngine, Supplier<EngineProbe>> engines = new LinkedHashMap<>();
    private final Clock clock;
    private final boolean wanted;
    private volatile @Nullable Loops<MonitoredEngine, MonitoredEngine, EngineTask> loops;

    EngineMonitoring(
            EngineProperties engines,
            MetricProperties metrics,
            KafkaAccess kafka,
            JdbcTemplate jdbc,
            JsonMapper json,
            Clock clock) {
        this.clock = clock;
        this.wanted = metrics.own();
        Connection redis = engines.redis();
        Connection opensearch = engines.opensearch();
        this.engines.put(MonitoredEngine.postgresql(engines.postgres().url()), () -> new PostgresProbe(jdbc));
        if (redis != null) {
            this.engines.put(MonitoredEngine.redis(redis.url()), () -> new RedisProbe(redis));
        }
        if (engines.kafka() != null) {
            this.engines.put(
                    MonitoredEngine.kafka(engines.kafka().url()), () -> new KafkaProbe(() -> kafka.admin("engines")));
        }
        if (opensearch != null) {
            this.engines.put(
                    MonitoredEngine.opensearch(opensearch.url()),
                    () -> new OpenSearchProbe(new OpenSearchHttp(opensearch, json)));
        }
    }

    @Override
    public void begin(MetricSink sink, Duty duty) {
        if (wanted) {
            loops = new Loops<>(DUTY, duty::isLikelyMine, clock, engine -> task(engine, sink, duty));
        }
    }

    private EngineTask task(MonitoredEngine engine, MetricSink sink, Duty duty) {
        Supplier<EngineProbe> probe = engines.get(engine);
        if (probe == null) {
            throw new IllegalStateException("There is no " + engine);
        }
        return new EngineTask(engine, probe.get(), sink, () -> duty.isLikelyMine(DUTY), clock, EngineTask.LIMIT);
    }

    @Override
    public void reconcile() {
        Loops<MonitoredEngine, MonitoredEngine, EngineTask> open = loops;
        if (open != null) {
            open.reconcile(this::wanted);
        }
    }

    private Map<MonitoredEngine, MonitoredEngine> wanted() {
        Map<MonitoredEngine, MonitoredEngine> wanted = new LinkedHashMap<>();
        engines.keySet().forEach(engine -> wanted.put(engine, engine));
        return wanted;
    }

    @Override
    public void end() {
        Loops<MonitoredEngine, MonitoredEngine, EngineTask> open = loops;
        if (open != null) {
            loops = null;
            open.close();
        }
    }
}
