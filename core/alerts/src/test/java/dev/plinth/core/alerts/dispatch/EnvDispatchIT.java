// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.alerting.dispatch.Alert;
import dev.plinth.core.alerts.AlertsCore;
import dev.plinth.core.alerts.deadman.DeadManSwitches;
import dev.plinth.core.alerts.deadman.SignsOfLife;
import dev.plinth.core.alerts.dispatch.EnvDispatch.FlappingRule;
import dev.plinth.core.alerts.dispatch.EnvDispatch.Parts;
import dev.plinth.core.alerts.dispatch.StateStore.OutdatedException;
import dev.plinth.core.alerts.history.AlertReader;
import dev.plinth.core.alerts.history.AlertRecord;
import dev.plinth.core.alerts.history.AlertWriter;
import dev.plinth.core.alerts.history.Happening;
import dev.plinth.core.alerts.intake.AlertIntake.Source;
import dev.plinth.core.alerts.intake.StoredIntake;
import dev.plinth.core.alerts.intake.StoredIntake.Batch;
import dev.plinth.core.alerts.routing.Routings;
import dev.plinth.core.kernel.resource.ResourceView;
import dev.plinth.core.telemetry.metric.duty.Duties;
import dev.plinth.core.testing.TestCore;
import dev.plinth.engines.testing.TestingPostgres;
import dev.plinth.promql.model.Labels;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** What becomes of alerts over hours, on a clock that moves when it is told to, over a real database. */
class EnvDispatchIT {
    private static final Duration STEP = Duration.ofMinutes(1);

    private static TestCore core;
    private static Parts parts;

    private Instant now;
    private EnvDispatch dispatch;

    @BeforeAll
    static void start() {
        core = AlertsCore.start(TestingPostgres.freshDatabase(), TestCore.temporary());
        // this test is the one that tells
        core.bean(Duties.class).stop();
        parts = new Parts(
                core.bean(Routings.class),
                core.bean(StateStore.class),
                core.bean(AlertWriter.class),
                core.bean(AlertReader.class),
                core.bean(StoredIntake.class),
                core.bean(DeadManSwitches.class),
                core.bean(SignsOfLife.class),
                core.bean(TransactionTemplate.class),
                new FlappingRule(3, Duration.ofMinutes(30)));
        AlertsCore.apply(core, """
                kind: AlertReceiver
                env: dev
                name: first
                spec: {escalation: {afterMinutes: 15, to: second}}
                ---
                kind: AlertReceiver
                env: dev
                name: second
                spec: {escalation: {afterMinutes: 30, to: first}}
                ---
                kind: AlertRouting
                env: dev
                name: all
                spec: {route: {receiver: first}}
                """);
    }

    @AfterAll
    static void stop() {
        core.close();
    }

    @BeforeEach
    void begin() {
        JdbcTemplate jdbc = core.bean(JdbcTemplate.class);
        jdbc.execute(
                "truncate alerts.alert, alerts.dispatch, alerts.intake, alerts.delivery, alerts.sign_of_life cascade");
        now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        dispatch = new EnvDispatch("dev", parts, now);
    }

    private Alert alert(String name, Duration life) {
        return new Alert(Labels.of("alertname", name, "env", "dev"), Map.of(), now, now.plus(life), now, "", false);
    }

    /** Time passes, and these fire all the while. */
    private void pass(Duration time, String... firing) {
        Instant end = now.plus(time);
        while (now.isBefore(end)) {
            now = now.plus(STEP);
            look(Arrays.stream(firing)
                    .map(name -> alert(name, Duration.ofMinutes(5)))
                    .toList());
        }
    }

    private static long position() {
        return core.bean(ResourceView.class).position();
    }

    private void look(List<Alert> alerts) {
        assertThat(dispatch.look(List.of(new Batch(0, "dev", Source.RULE, alerts)), List.of(), position(), now))
                .as("nobody has a channel")
                .isEmpty();
    }

    private static AlertRecord record(String name) {
        return parts
                .reader()
                .find(new AlertReader.Query("dev", null, Set.of(), name, null, null, null, null, 10))
                .stream()
                .findFirst()
                .orElseThrow();
    }

    private static List<String> happenings(String name) {
        return parts.reader().happenings(record(name).id()).stream()
                .filter(each -> each.type() == Happening.Type.ESCALATED)
                .map(each -> each.data().get("from") + " to " + each.data().get("receiver"))
                .toList();
    }

    @Test
    void an_alert_that_nobody_claims_goes_to_the_next_and_to_each_once() {
        pass(Duration.ofMinutes(10), "Lonely");
        assertThat(record("Lonely").toldAt()).isNotNull();
        assertThat(happenings("Lonely")).isEmpty();
        pass(Duration.ofMinutes(10), "Lonely");
        assertThat(happenings("Lonely")).containsExactly("first to second");
        assertThat(record("Lonely").escalatedTo()).isEqualTo("second");
        assertThat(core.bean(DispatchView.class).decided("dev").receivers()).containsOnlyKeys("first", "second");
        pass(Duration.ofMinutes(40), "Lonely");
        assertThat(happenings("Lonely")).containsExactly("first to second", "second to first");
        pass(Duration.ofHours(1), "Lonely");
        assertThat(happenings("Lonely")).hasSize(2);
        pass(Duration.ofMinutes(10));
        assertThat(record("Lonely").isOver()).isTrue();
    }

    @Test
    void an_alert_that_is_claimed_waits_until_it_is_released() {
        pass(Duration.ofMinutes(5), "Cared");
        assertThat(parts.writer().claim(record("Cared").id(), "user:ada", false, now))
                .isTrue();
        pass(Duration.ofMinutes(30), "Cared");
        assertThat(happenings("Cared")).isEmpty();
        assertThat(parts.writer().release(record("Cared").id())).isTrue();
        pass(STEP, "Cared");
        assertThat(happenings("Cared")).containsExactly("first to second");
    }

    @Test
    void another_that_goes_on_escalates_at_the_same_time() {
        pass(Duration.ofMinutes(10), "Handed");
        dispatch = new EnvDispatch("dev", parts, now);
        pass(Duration.ofMinutes(4), "Handed");
        assertThat(happenings("Handed")).isEmpty();
        pass(Duration.ofMinutes(4), "Handed");
        assertThat(happenings("Handed")).containsExactly("first to second");
    }

    @Test
    void of_two_that_tell_one_is_refused() {
        pass(Duration.ofMinutes(1), "Twice");
        EnvDispatch other = new EnvDispatch("dev", parts, now);
        pass(Duration.ofMinutes(2), "Twice", "Thrice");
        assertThatThrownBy(() -> other.look(
                        List.of(new Batch(1, "dev", Source.RULE, List.of(alert("Other", STEP)))),
                        List.of(),
                        position(),
                        now))
                .isInstanceOf(OutdatedException.class);
        assertThat(parts.reader().open("dev")).extracting(AlertRecord::name).containsExactly("Twice", "Thrice");
    }

    @Test
    void an_alert_that_is_not_heard_of_any_more_ends_when_it_said() {
        pass(Duration.ofMinutes(3), "Silent");
        Instant last = now;
        pass(Duration.ofMinutes(10));
        assertThat(record("Silent").endedAt()).isEqualTo(last.plus(Duration.ofMinutes(5)));
    }
}
