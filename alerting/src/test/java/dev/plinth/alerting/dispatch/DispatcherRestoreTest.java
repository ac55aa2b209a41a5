// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import static dev.plinth.alerting.dispatch.Simulation.START;
import static dev.plinth.alerting.dispatch.Simulation.route;
import static dev.plinth.alerting.dispatch.Simulation.routing;
import static dev.plinth.alerting.dispatch.Simulation.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.promql.model.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DispatcherRestoreTest {
    private static final Routing ROUTING = routing(
            Route.to("both")
                    .groupedBy("alertname")
                    .timed(seconds(10), seconds(45), seconds(200))
                    .with(
                            Route.to("quiet", Matchers.parseOne("team=x")).continuing(),
                            Route.to("r", Matchers.parseOne("team=~x|y"))
                                    .groupedBy("...")
                                    .timed(seconds(0), seconds(20), null)),
            new InhibitRule(
                    List.of(Matchers.parseOne("level=high")),
                    List.of(Matchers.parseOne("level=low")),
                    List.of("team")));

    /** What happens to a dispatcher, the same for the same seed. */
    private static final class Scenario {
        private final Random random;
        private final boolean failures;
        private final BooleanSupplier cuts;
        private final boolean loses;
        private final List<String> told = new ArrayList<>();
        private Dispatcher dispatcher = new Dispatcher(ROUTING, DispatcherOptions.DEFAULT, START);
        private Instant now = START;
        private int cutCount;

        /**
         * A scenario that is cut at some points.
         *
         * @param loses whether nobody knows after a cut what was delivered, so that it is told again
         */
        Scenario(long seed, boolean failures, BooleanSupplier cuts, boolean loses) {
            this.random = new Random(seed);
            this.failures = failures;
            this.cuts = cuts;
            this.loses = loses;
        }

        List<String> play() {
            for (int step = 0; step < 250; step++) {
                change();
                cut();
                passUntil(now.plusMillis(random.nextInt(25_000)));
                cut();
            }
            return told;
        }

        private boolean cut() {
            if (!cuts.getAsBoolean()) {
                return false;
            }
            cutCount++;
            DispatcherState state = dispatcher.state();
            dispatcher = new Dispatcher(ROUTING, DispatcherOptions.DEFAULT, state, now);
            assertThat(dispatcher.state()).isEqualTo(state);
            return true;
        }

        private void change() {
            Labels labels = Labels.of(
                    "alertname",
                    "n" + random.nextInt(4),
                    "team",
                    List.of("x", "y", "z").get(random.nextInt(3)),
                    "level",
                    random.nextBoolean() ? "high" : "low");
            int kind = random.nextInt(10);
            Instant startsAt = now.minusMillis(random.nextInt(30_000));
            if (kind < 5) {
                insert(labels, startsAt, random.nextBoolean() ? null : now.plusSeconds(random.nextInt(300)));
            } else if (kind < 8) {
                insert(labels, startsAt, now);
            } else {
                Instant from = now.plusSeconds(random.nextInt(40) - 20);
                List<LabelMatcher> matchers = List.of(Matchers.parseOne("team=" + labels.get("team")));
                dispatcher.put(new Silence("s" + random.nextInt(2), matchers, from, from.plusSeconds(60), "", "", now));
            }
        }

        private void insert(Labels labels, Instant startsAt, @Nullable Instant endsAt) {
            dispatcher.insert(
                    List.of(Alert.received(labels, Map.of(), startsAt, endsAt, "", now, Duration.ofMinutes(3))), now);
        }

        private void passUntil(Instant target) {
            Optional<Instant> next = dispatcher.next();
            while (next.isPresent() && !next.get().isAfter(target)) {
                now = next.get().isAfter(now) ? next.get() : now;
                flush();
                next = dispatcher.next();
            }
            now = target;
        }

        private void flush() {
            for (Notification notification : dispatcher.run(now)) {
                if (cut() && loses) {
                    flush();
                    return;
                }
                String text = text(notification);
                if (failures && Math.floorMod(text.hashCode(), 4) == 0) {
                    dispatcher.failed(notification, now);
                } else {
                    told.add(text);
                    dispatcher.delivered(notification, now);
                }
            }
        }

        private String text(Notification notification) {
            return now + " " + notification.receipt().target() + " " + notification.groupKey() + " "
                    + notification.alerts();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_dispatcher_that_is_replaced_at_any_point_tells_the_same(long seed) {
        List<String> uncut = new Scenario(seed, true, () -> false, false).play();
        Random chance = new Random(seed + 100);
        Scenario cut = new Scenario(seed, true, () -> chance.nextInt(3) == 0, false);

        assertThat(cut.play()).isEqualTo(uncut);
        assertThat(uncut).hasSizeGreaterThan(100);
        assertThat(cut.cutCount).isGreaterThan(100);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
    void what_was_on_its_way_when_a_process_died_is_told_by_the_next_and_the_rest_is_not_told_again(long seed) {
        List<String> uncut = new Scenario(seed, false, () -> false, true).play();
        Random chance = new Random(seed + 100);
        Scenario cut = new Scenario(seed, false, () -> chance.nextInt(4) == 0, true);

        assertThat(cut.play()).isEqualTo(uncut);
        assertThat(uncut).hasSizeGreaterThan(100);
        assertThat(cut.cutCount).isGreaterThan(100);
    }

    @Test
    void a_delivery_that_is_said_after_a_restart_counts() {
        Simulation simulation = new Simulation(routing(route()));
        simulation
                .fire("a")
                .slow(true)
                .at(12)
                .restart()
                .deliverAll()
                .slow(false)
                .at(300);

        assertThat(simulation.told()).containsExactly("12 r firing a");
    }

    @Test
    void a_delivery_of_which_nothing_is_known_after_a_restart_is_told_again_at_once() {
        Simulation simulation = new Simulation(routing(route()));
        simulation.fire("a").slow(true).at(12).restart().slow(false).at(13);
        assertThat(simulation.told()).containsExactly("12 r firing a");

        simulation.fire("a", "instance", "2").at(300);
        assertThat(simulation.told()).containsExactly("12 r firing a", "70 r firing a2,a");
    }

    @Test
    void what_is_said_of_an_old_notification_after_a_restart_says_nothing_of_a_new_one() {
        Simulation simulation = new Simulation(routing(route()));
        simulation.fire("a");
        Notification old = simulation.dispatcher().run(START.plusSeconds(10)).getFirst();
        simulation.at(10).restart().fire("b");
        Dispatcher dispatcher = simulation.dispatcher();
        assertThat(dispatcher.run(START.plusSeconds(10)).getFirst().receipt().flush())
                .isGreaterThan(old.receipt().flush());

        // the old one is noted, and the new one of the same group is still on its way
        dispatcher.delivered(old, START.plusSeconds(11));
        assertThat(dispatcher.log()).hasSize(1);
        assertThat(dispatcher.state().groups())
                .first()
                .satisfies(group -> assertThat(group.flight()).isNotNull());
    }

    @Test
    void a_process_that_starts_late_tells_what_is_overdue_once() {
        Simulation simulation = new Simulation(routing(route()));
        simulation.fire("a");
        Dispatcher later = new Dispatcher(
                routing(route()),
                DispatcherOptions.DEFAULT,
                simulation.dispatcher().state(),
                START.plusSeconds(1000));

        List<Notification> notifications = later.run(START.plusSeconds(1000));
        assertThat(notifications).hasSize(1);
        later.delivered(notifications.getFirst(), START.plusSeconds(1000));
        assertThat(later.run(START.plusSeconds(1001))).isEmpty();
        assertThat(later.next()).contains(START.plusSeconds(1060));
    }

    @Test
    void a_process_that_starts_with_another_routing_tells_whom_it_names() {
        Simulation simulation = new Simulation(routing(route()));
        simulation.fire("a").fire("b").at(20).resolve("b").at(21);
        simulation
                .restart(routing(route().with(Route.to("second", Matchers.parseOne("alertname=a")))))
                .at(100);

        // b is over for whom it was told; a is news for its new receiver, and old
        assertThat(simulation.told())
                .containsExactly("10 r firing a", "10 r firing b", "21 second firing a", "70 r resolved b");
    }
}
