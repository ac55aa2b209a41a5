// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.pipeline;

import dev.plinth.core.telemetry.pipeline.LogStep.GrokPatterns;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.opensearch.grok.Grok;
import org.opensearch.grok.MatcherWatchdog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Takes texts apart as Logstash's grok does, by OpenSearch's implementation of it. */
final class GrokStep implements Step.OfEach {
    private static final Logger LOG = LoggerFactory.getLogger(GrokStep.class);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long LOOK_MILLIS = 100;
    private static final long LONGEST_MILLIS = 500;
    private static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("grok-watchdog").factory());
    private static final MatcherWatchdog WATCHDOG = MatcherWatchdog.newInstance(
            LOOK_MILLIS, LONGEST_MILLIS, () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()), (millis, look) -> {
                var _ = TIMER.schedule(look, millis, TimeUnit.MILLISECONDS);
            });

    private final List<Grok> patterns = new ArrayList<>();

    GrokStep(GrokPatterns declared) {
        Map<String, String> bank = new HashMap<>(Grok.BUILTIN_PATTERNS);
        if (declared.definitions() != null) {
            bank.putAll(declared.definitions());
        }
        for (int i = 0; i < declared.patterns().size(); i++) {
            try {
                patterns.add(new Grok(bank, declared.patterns().get(i), WATCHDOG, LOG::debug));
            } catch (RuntimeException e) {
                // joni and grok throw several that have nothing else in common
                throw new Steps.Wrong(
                        "grok.patterns[%d]".formatted(i), "a pattern of grok; this one is wrong: " + e.getMessage());
            }
        }
    }

    @Override
    public void run(LogRecord.Builder record) {
        String body = Steps.body(record);
        if (body == null) {
            return;
        }
        for (Grok pattern : patterns) {
            Map<String, Object> captures = captures(pattern, body);
            if (captures != null) {
                captures.values().removeIf(Objects::isNull);
                LogFields.of(JSON.<ObjectNode>valueToTree(captures)).into(record);
                return;
            }
        }
    }

    /** Null when it does not fit, or takes too long. */
    private static @Nullable Map<String, Object> captures(Grok pattern, String body) {
        try {
            return pattern.captures(body);
        } catch (RuntimeException e) {
            LOG.debug("A pattern was given up: {}", e.getMessage());
            return null;
        }
    }
}
