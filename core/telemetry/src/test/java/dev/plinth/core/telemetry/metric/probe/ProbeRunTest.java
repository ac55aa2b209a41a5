// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.telemetry.metric.scrape.TargetState;
import dev.plinth.core.telemetry.metric.scrape.TestingSink;
import dev.plinth.timeseries.Metadata;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProbeRunTest {
    private final TestingSink sink = new TestingSink();
    private final AtomicBoolean mine = new AtomicBoolean(true);
    private final AtomicBoolean well = new AtomicBoolean(true);
    private final TestingWeb web =
            new TestingWeb().at("/", exchange -> TestingWeb.send(exchange, well.get() ? 200 : 500, new byte[] {'x'}));
    private final Prober prober = new Prober(secret -> "", Clock.systemUTC());

    @AfterEach
    void stop() {
        prober.close();
        web.close();
    }

    private static Probe probe(String yaml) {
        return new Probe(new ResourceKey(ProbeSpec.KIND, "dev", "front"), Trying.spec(yaml));
    }

    private ProbeRun run(Probe probe) {
        return new ProbeRun(probe, prober, sink, mine::get, Clock.systemUTC());
    }

    private Probe front() {
        return probe("{labels: {team: shop}, http: {url: \"%s\"}}".formatted(web.url("/")));
    }

    private String series(String name, String own) {
        return "{__name__=\"%s\", env=\"dev\", instance=\"%s\", job=\"front\"%s, team=\"shop\"}"
                .formatted(name, web.url("/"), own);
    }

    @Test
    void what_is_measured_is_handed_on_with_labels_types_and_helps() throws InterruptedException {
        ProbeRun run = run(front());
        assertThat(run.health().state()).isEqualTo(TargetState.UNKNOWN);
        long before = System.currentTimeMillis();
        run.run(before);
        assertThat(sink.last().app()).isEqualTo("front");
        assertThat(sink.last().values())
                .containsEntry(series("probe_success", ""), "1.0")
                .containsEntry(series("probe_http_status_code", ""), "200.0")
                .containsKey(series("probe_http_duration_seconds", ", phase=\"connect\""));
        assertThat(sink.last().metadata())
                .contains(new Metadata("probe_success", Metadata.Type.GAUGE, "Whether the probe was a success", ""))
                .allSatisfy(each -> assertThat(each.help()).isNotEmpty());
        assertThat(run.health().state()).isEqualTo(TargetState.UP);
        assertThat(run.health().httpStatus()).isEqualTo(200);
        assertThat(run.health().at()).isBetween(Instant.ofEpochMilli(before), Instant.now());
        assertThat(run.health().seconds()).isPositive();
    }

    @Test
    void since_when_it_is_up_or_down_is_remembered() throws InterruptedException {
        ProbeRun run = run(front());
        run.run(System.currentTimeMillis());
        Instant up = Objects.requireNonNull(run.health().since());
        run.run(System.currentTimeMillis() + 1_000);
        assertThat(run.health().since()).isEqualTo(up);
        well.set(false);
        run.run(System.currentTimeMillis());
        assertThat(run.health().state()).isEqualTo(TargetState.DOWN);
        assertThat(run.health().error()).isEqualTo("HTTP 500 (expected: 2xx)");
        assertThat(run.health().since())
                .isAfterOrEqualTo(up)
                .isEqualTo(run.health().at());
        assertThat(sink.last().values()).containsEntry(series("probe_success", ""), "0.0");
    }

    @Test
    void all_series_end_at_once_when_the_probe_is_gone() throws InterruptedException {
        ProbeRun run = run(front());
        run.run(System.currentTimeMillis());
        int series = sink.last().values().size();
        assertThat(run.end(System.currentTimeMillis())).isTrue();
        assertThat(sink.last().values())
                .hasSize(series)
                .allSatisfy((name, value) -> assertThat(value).isEqualTo("stale"));
    }

    @Test
    void what_is_asked_in_another_way_ends_what_there_was() throws InterruptedException {
        ProbeRun run = run(front());
        run.run(System.currentTimeMillis());
        run.update(probe("{labels: {team: shop}, tcp: {address: \"127.0.0.1:%d\"}}".formatted(web.port())));
        run.run(System.currentTimeMillis());
        assertThat(sink.last().values())
                .containsEntry(series("probe_success", ""), "stale")
                .containsEntry(series("probe_http_status_code", ""), "stale")
                .containsEntry(series("probe_success", "").replace(web.url("/"), "127.0.0.1:" + web.port()), "1.0");
    }

    @Test
    void what_the_store_does_not_take_is_lost_and_said_and_the_end_is_told_again() throws InterruptedException {
        ProbeRun run = run(front());
        run.run(System.currentTimeMillis());
        sink.refuse(true);
        run.run(System.currentTimeMillis());
        assertThat(run.health().state()).isEqualTo(TargetState.UP);
        assertThat(run.health().error()).isEqualTo("what was measured is lost: Kafka is away.");
        assertThat(run.end(System.currentTimeMillis())).isFalse();
        sink.refuse(false);
        assertThat(run.end(System.currentTimeMillis())).isTrue();
        assertThat(sink.last().values()).containsEntry(series("probe_success", ""), "stale");
    }

    @Test
    void what_became_anothers_duty_meanwhile_is_not_handed_on() throws InterruptedException {
        ProbeRun run = run(front());
        mine.set(false);
        run.run(System.currentTimeMillis());
        assertThat(sink.batches()).isEmpty();
        assertThat(run.health().state()).isEqualTo(TargetState.UNKNOWN);
        assertThat(run.end(System.currentTimeMillis())).isTrue();
    }
}
