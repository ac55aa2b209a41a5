// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import static dev.plinth.alerting.dispatch.Simulation.START;
import static dev.plinth.alerting.dispatch.Simulation.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.promql.model.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DispatcherLoadTest {
    private static final int ALERTS = 10_000;
    private static final int GROUPS = 1_000;

    private static Routing routing() {
        Route[] routes = IntStream.range(0, 20)
                .mapToObj(i -> Route.to("r", Matchers.parseOne("service=~\"s" + i + "-.*\"")))
                .toArray(Route[]::new);
        List<InhibitRule> rules = List.of(new InhibitRule(
                List.of(Matchers.parseOne("level=high")), List.of(Matchers.parseOne("level=low")), List.of("group")));
        Route root = Route.to("r").groupedBy("group").timed(seconds(30), seconds(60), seconds(600));
        return new Routing(root.with(routes), List.of(Receiver.of("r", Integration.of("webhook"))), rules);
    }

    private static List<Alert> round(Instant now) {
        List<Alert> alerts = new ArrayList<>(ALERTS);
        for (int i = 0; i < ALERTS; i++) {
            Labels labels = Labels.of(
                    "alertname", "Slow",
                    "group", "g" + i % GROUPS,
                    "instance", "i" + i,
                    "level", i < GROUPS / 2 ? "high" : "low",
                    "service", "s" + i % 40 + "-x");
            Map<String, String> annotations = Map.of("summary", "slow " + i, "runbook", "none");
            alerts.add(new Alert(labels, annotations, START, now.plusSeconds(60), now, "", false));
        }
        return alerts;
    }

    @Test
    void ten_thousand_alerts_in_a_thousand_groups_cost_little_each_round() {
        Dispatcher dispatcher = new Dispatcher(routing(), DispatcherOptions.DEFAULT, START);
        for (int i = 0; i < 20; i++) {
            LabelMatcher none = Matchers.parseOne("instance=~\"x" + i + ".*\"");
            dispatcher.put(new Silence("s" + i, List.of(none), START, START.plus(Duration.ofDays(1)), "", "", START));
        }
        List<Duration> costs = new ArrayList<>();
        int told = 0;
        for (int round = 0; round < 40; round++) {
            Instant now = START.plusSeconds(15L * round);
            List<Alert> alerts = round(now);
            long begin = System.nanoTime();
            dispatcher.insert(alerts, now);
            List<Notification> notifications = dispatcher.run(now);
            notifications.forEach(notification -> dispatcher.delivered(notification, now));
            costs.add(Duration.ofNanos(System.nanoTime() - begin));
            told += notifications.size();
        }

        assertThat(told).isEqualTo(GROUPS);
        List<Duration> sorted = costs.stream().sorted().toList();
        assertThat(sorted.get(20)).as("the median of %s", costs).isLessThan(Duration.ofMillis(100));
        assertThat(dispatcher.groups(START.plusSeconds(600))).hasSize(GROUPS);
    }
}
