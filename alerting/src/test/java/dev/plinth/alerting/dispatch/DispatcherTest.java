// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import static dev.plinth.alerting.dispatch.Simulation.labels;
import static dev.plinth.alerting.dispatch.Simulation.route;
import static dev.plinth.alerting.dispatch.Simulation.routing;
import static dev.plinth.alerting.dispatch.Simulation.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.promql.model.Labels;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DispatcherTest {
    private final Simulation simulation = new Simulation(routing(route()));

    private static LabelMatcher matcher(String text) {
        return Matchers.parseOne(text);
    }

    @Test
    void a_new_group_waits_and_is_told_of_all_that_came_meanwhile() {
        simulation.fire("a", "instance", "1").at(5).fire("a", "instance", "2").at(100);

        assertThat(simulation.told()).containsExactly("10 r firing a1,a2");
    }

    @Test
    void after_the_first_time_a_group_is_told_at_its_interval() {
        simulation.fire("a", "instance", "1").at(11).fire("a", "instance", "2").at(200);

        assertThat(simulation.told()).containsExactly("10 r firing a1", "70 r firing a1,a2");
    }

    @Test
    void groups_have_their_own_times() {
        simulation.fire("a").at(7).fire("b").at(100);

        assertThat(simulation.told()).containsExactly("10 r firing a", "17 r firing b");
    }

    @Test
    void an_alert_that_began_longer_ago_than_the_wait_is_told_at_once() {
        simulation.at(100).insert(alert(labels("a"), 80, 10_000)).at(101);

        assertThat(simulation.told()).containsExactly("100 r firing a");
    }

    @Test
    void an_old_alert_does_not_hasten_a_group_that_was_told_before() {
        simulation.at(100).fire("a", "instance", "1").at(115);
        simulation.insert(alert(labels("a", "instance", "2"), 0, 10_000)).at(200);

        assertThat(simulation.told()).containsExactly("110 r firing a1", "170 r firing a1,a2");
    }

    @Test
    void what_does_not_change_is_told_again_after_the_repeat_interval() {
        simulation.fire("a").at(1300);

        // the interval after 600 s is not later than the repeat interval, but the same moment
        assertThat(simulation.told()).containsExactly("10 r firing a", "670 r firing a");
    }

    @Test
    void what_is_over_is_told_once() {
        simulation.fire("a").at(30).resolve("a").at(3000);

        assertThat(simulation.told()).containsExactly("10 r firing a", "70 r resolved a");
        assertThat(simulation.dispatcher().size()).isZero();
    }

    @Test
    void some_are_over_while_others_fire() {
        simulation.fire("a", "instance", "1").fire("a", "instance", "2").at(30);
        simulation.resolve("a", "instance", "1").at(300);

        assertThat(simulation.told()).containsExactly("10 r firing a1,a2", "70 r firing a2 resolved a1");
    }

    @Test
    void what_was_over_before_anybody_was_told_is_never_told() {
        simulation.fire("a").at(5).resolve("a").at(1000);

        assertThat(simulation.told()).isEmpty();
        assertThat(simulation.dispatcher().size()).isZero();
    }

    @Test
    void what_fires_and_is_over_between_two_flushes_is_never_told() {
        simulation
                .fire("a")
                .at(30)
                .resolve("a")
                .at(75)
                .fire("a")
                .at(80)
                .resolve("a")
                .at(300);

        assertThat(simulation.told()).containsExactly("10 r firing a", "70 r resolved a");
    }

    @Test
    void an_alert_that_nobody_tells_of_any_more_is_over_after_the_timeout() {
        simulation.insert(
                Alert.received(labels("a"), Map.of(), null, null, "", simulation.now(), Alert.DEFAULT_RESOLVE_TIMEOUT));
        simulation.at(1000);

        assertThat(simulation.told()).containsExactly("10 r firing a", "310 r resolved a");
    }

    @Test
    void a_receiver_that_does_not_want_to_know_is_not_told_what_is_over() {
        Simulation quiet = new Simulation(routing(Route.to("quiet").timed(seconds(10), seconds(60), seconds(600))));
        quiet.fire("a")
                .fire("b")
                .at(30)
                .resolve("a")
                .at(100)
                .resolve("b")
                .at(400)
                .fire("b")
                .at(1000);

        // b is news again, as it is noted that it was over
        assertThat(quiet.told()).containsExactly("10 quiet firing a,b", "410 quiet firing b");
    }

    @Test
    void a_group_without_alerts_keeps_its_rhythm_until_it_is_removed() {
        simulation.fire("a").at(30).resolve("a").at(75).fire("a").at(200);

        assertThat(simulation.told()).containsExactly("10 r firing a", "70 r resolved a", "130 r firing a");

        // groups without alerts are removed each 30 s
        simulation.resolve("a").at(259).fire("b").at(275).fire("a").at(400);
        assertThat(simulation.told().subList(3, 6))
                .containsExactly("250 r resolved a", "269 r firing b", "285 r firing a");
    }

    @Test
    void a_delivery_that_takes_longer_than_the_interval_begins_it_anew() {
        Simulation hasty = new Simulation(routing(route().timed(seconds(1), seconds(4), seconds(600))));
        hasty.fire("a")
                .at(2)
                .resolve("a")
                .slow(true)
                .at(11)
                .slow(false)
                .deliverAll()
                .at(12)
                .fire("a")
                .at(20);

        assertThat(hasty.told()).containsExactly("1 r firing a", "11 r resolved a", "15 r firing a");
    }

    @Test
    void intervals_pass_while_a_group_has_no_alerts() {
        Simulation hasty = new Simulation(routing(route().timed(seconds(1), seconds(4), seconds(600))));
        hasty.fire("a")
                .at(2)
                .resolve("a")
                .at(11)
                .fire("a")
                .at(20)
                .resolve("a")
                .at(29)
                .fire("a")
                .at(40);

        // 13 = 5 + 2 * 4, as is 29, when an interval passes
        assertThat(hasty.told())
                .containsExactly("1 r firing a", "5 r resolved a", "13 r firing a", "21 r resolved a", "29 r firing a");
    }

    @Test
    void a_source_inhibits_its_targets_and_no_others() {
        Simulation inhibited = new Simulation(routing(
                route(),
                new InhibitRule(
                        List.of(matcher("alertname=down")), List.of(matcher("alertname=slow")), List.of("host"))));
        inhibited.fire("down", "host", "1", "instance", "x").fire("slow", "host", "1", "instance", "x");
        inhibited.fire("slow", "host", "2", "instance", "y").at(100);

        assertThat(inhibited.told()).containsExactly("10 r firing downx", "10 r firing slowy");
    }

    @Test
    void an_inhibition_that_appears_between_flushes_counts_from_the_next_on() {
        Simulation inhibited = new Simulation(routing(
                route(),
                new InhibitRule(List.of(matcher("alertname=down")), List.of(matcher("alertname=slow")), List.of())));
        inhibited
                .fire("slow", "instance", "1")
                .at(30)
                .fire("down")
                .at(40)
                .fire("slow", "instance", "2")
                .at(100);
        assertThat(inhibited.told()).containsExactly("10 r firing slow1", "40 r firing down");

        inhibited.resolve("down").at(140);
        assertThat(inhibited.told()).last().isEqualTo("130 r firing slow1,slow2");
    }

    @Test
    void what_is_both_source_and_target_does_not_inhibit_itself_or_its_like() {
        LabelMatcher all = matcher("alertname=~\".+\"");
        Simulation inhibited = new Simulation(
                routing(route(), new InhibitRule(List.of(matcher("level=high")), List.of(all), List.of())));
        inhibited
                .fire("a", "level", "high")
                .fire("b", "level", "high")
                .fire("c", "level", "low")
                .at(20);

        assertThat(inhibited.told()).containsExactly("10 r firing a", "10 r firing b");
    }

    @Test
    void a_label_that_both_lack_is_equal() {
        Simulation inhibited = new Simulation(routing(
                route(),
                new InhibitRule(
                        List.of(matcher("alertname=down")), List.of(matcher("alertname=slow")), List.of("host"))));
        inhibited
                .fire("down")
                .fire("slow", "instance", "1")
                .fire("slow", "instance", "2", "host", "x")
                .at(20);

        assertThat(inhibited.told()).containsExactly("10 r firing down", "10 r firing slow2");
    }

    @Test
    void a_silence_mutes_from_its_beginning_to_its_end() {
        simulation
                .silence("s", 20, 300, "instance=\"2\"")
                .fire("a", "instance", "1")
                .at(30);
        simulation.fire("a", "instance", "2").at(500);

        assertThat(simulation.told()).containsExactly("10 r firing a1", "310 r firing a1,a2");
    }

    @Test
    void a_silence_that_is_ended_lets_tell_at_the_next_interval() {
        simulation.silence("s", 0, 3000, "alertname=a").fire("a").at(100);
        Silence silence = simulation.dispatcher().silences().getFirst();
        simulation.dispatcher().put(silence.expired(simulation.now()));
        simulation.at(200);

        assertThat(simulation.told()).containsExactly("130 r firing a");
    }

    @Test
    void what_ends_while_it_is_silenced_is_not_told() {
        simulation
                .fire("a")
                .at(20)
                .silence("s", 20, 3000, "alertname=a")
                .at(30)
                .resolve("a")
                .at(3500);

        assertThat(simulation.told()).containsExactly("10 r firing a");
        assertThat(simulation.dispatcher().size()).isZero();
    }

    @Test
    void routes_that_continue_tell_several() {
        Simulation many = new Simulation(routing(route().with(
                        Route.to("second", matcher("alertname=a")).continuing(),
                        Route.to("quiet", matcher("alertname=~a|b")))));
        many.fire("a").fire("b").fire("c").at(20);

        assertThat(many.told())
                .containsExactly("10 second firing a", "10 quiet firing a", "10 quiet firing b", "10 r firing c");
    }

    @Test
    void grouping_by_all_labels_tells_each_by_itself() {
        Simulation single = new Simulation(routing(route().groupedBy("...")));
        single.fire("a", "instance", "1").fire("a", "instance", "2").at(20);

        assertThat(single.told()).containsExactly("10 r firing a1", "10 r firing a2");
    }

    @Test
    void a_notification_says_what_its_alerts_have_in_common() {
        Labels first = labels("a", "team", "x", "instance", "1");
        Labels second = labels("a", "team", "x", "instance", "2");
        simulation.insert(new Alert(
                first,
                Map.of("summary", "s", "n", "1"),
                Simulation.START,
                Simulation.START.plusSeconds(99),
                Simulation.START,
                "",
                false));
        simulation.insert(new Alert(
                second,
                Map.of("summary", "s", "n", "2"),
                Simulation.START,
                Simulation.START.plusSeconds(99),
                Simulation.START,
                "",
                false));

        Notification notification =
                simulation.dispatcher().run(Simulation.START.plusSeconds(10)).getFirst();

        assertThat(notification.commonLabels()).isEqualTo(Labels.of("alertname", "a", "team", "x"));
        assertThat(notification.commonAnnotations()).containsExactly(Map.entry("summary", "s"));
        assertThat(notification.groupLabels()).isEqualTo(Labels.of("alertname", "a"));
        assertThat(notification.groupKey()).isEqualTo("{}:{alertname=\"a\"}");
        assertThat(notification.isFiring()).isTrue();
        assertThat(notification.alerts())
                .allSatisfy(item -> assertThat(item.endedAt()).isNull());
    }

    @Test
    void each_integration_is_told_by_itself_and_what_failed_is_tried_at_the_next_interval() {
        Simulation both = new Simulation(routing(Route.to("both").timed(seconds(10), seconds(60), seconds(600))));
        both.fire("a").fire("b").fire("c");
        List<Notification> notifications = both.dispatcher().run(Simulation.START.plusSeconds(10));

        assertThat(notifications)
                .extracting(notification -> notification.integration().name())
                .containsExactly("webhook", "email");
        assertThat(notifications.getLast().alerts()).hasSize(2);
        assertThat(notifications.getLast().truncatedAlerts()).isEqualTo(1);

        both.dispatcher().delivered(notifications.getFirst(), Simulation.START.plusSeconds(11));
        assertThat(both.dispatcher().next()).contains(notifications.getFirst().deadline());
        both.dispatcher().failed(notifications.getLast(), Simulation.START.plusSeconds(12));
        assertThat(both.dispatcher().next()).contains(Simulation.START.plusSeconds(70));
        assertThat(both.dispatcher().run(Simulation.START.plusSeconds(70)))
                .extracting(notification -> notification.integration().name())
                .containsExactly("email");
    }

    @Test
    void what_is_over_is_kept_until_it_could_be_told() {
        simulation
                .fire("a")
                .at(30)
                .resolve("a")
                .broken(true)
                .at(200)
                .broken(false)
                .at(260);

        assertThat(simulation.told()).containsExactly("10 r firing a", "250 r resolved a");
        assertThat(simulation.dispatcher().size()).isZero();
    }

    @Test
    void what_fires_again_while_its_end_is_on_the_way_is_not_forgotten() {
        simulation.fire("a").at(30).resolve("a").slow(true).at(71).fire("a").at(72);
        simulation.deliverAll().slow(false).at(200);

        assertThat(simulation.told()).containsExactly("10 r firing a", "72 r resolved a", "130 r firing a");
    }

    @Test
    void a_group_whose_notification_is_on_its_way_waits_and_then_is_looked_at_at_once() {
        simulation
                .fire("a", "instance", "1")
                .slow(true)
                .at(20)
                .fire("a", "instance", "2")
                .at(65);
        simulation.slow(false).deliverAll().at(69);
        assertThat(simulation.told()).containsExactly("65 r firing a1");
        simulation.at(300);

        assertThat(simulation.told()).containsExactly("65 r firing a1", "70 r firing a1,a2");
    }

    @Test
    void a_notification_of_which_nothing_is_heard_has_failed_at_its_deadline() {
        simulation.fire("a").slow(true).at(69).slow(false).at(100);

        assertThat(simulation.told()).containsExactly("70 r firing a");

        // it was delivered after all, but something newer is known
        simulation.deliverAll();
        assertThat(simulation.dispatcher().log())
                .hasSize(1)
                .first()
                .satisfies(entry -> assertThat(entry.at()).isEqualTo(Simulation.START.plusSeconds(70)));
    }

    @Test
    void after_a_reload_groups_are_new_and_what_was_told_is_known() {
        simulation.fire("a").at(20).fire("b").at(25);
        simulation
                .reload(routing(route().with(Route.to("second", matcher("alertname=b")))))
                .at(1000);

        // a is old and looked at at once, without news; b waits anew for its new receiver
        assertThat(simulation.told())
                .containsExactly("10 r firing a", "35 second firing b", "625 r firing a", "695 second firing b");
    }

    @Test
    void a_notification_that_is_on_its_way_counts_after_a_reload() {
        simulation.fire("a").slow(true).at(12).reload(routing(route().timed(seconds(1), seconds(30), seconds(600))));
        simulation.slow(false).at(15);
        assertThat(simulation.told()).isEmpty();

        simulation.deliverAll().at(300);
        assertThat(simulation.told()).containsExactly("15 r firing a");
    }

    @Test
    void groups_are_shown_with_the_state_of_their_alerts() {
        Simulation shown = new Simulation(routing(
                route().with(
                                Route.to("second", matcher("alertname=slow")).continuing(),
                                Route.to(null, matcher("alertname=slow"))),
                new InhibitRule(List.of(matcher("alertname=down")), List.of(matcher("alertname=slow")), List.of())));
        shown.fire("down").at(11).fire("slow").fire("calm").fire("fresh").at(12);
        shown.silence("s2", 0, 100, "alertname=calm")
                .silence("s1", 0, 100, "alertname=calm")
                .silence("s0", 50, 100, "alertname=calm");

        List<GroupedAlerts> groups = shown.dispatcher().groups(shown.now());

        assertThat(groups)
                .extracting(GroupedAlerts::groupKey)
                .containsExactly(
                        "{}:{alertname=\"calm\"}",
                        "{}:{alertname=\"down\"}",
                        "{}:{alertname=\"fresh\"}",
                        "{}/{alertname=\"slow\"}:{alertname=\"slow\"}",
                        "{}/{alertname=\"slow\"}:{alertname=\"slow\"}");
        assertThat(groups)
                .extracting(group -> group.alerts().getFirst().status())
                .containsExactly(
                        new GroupedAlerts.Status(GroupedAlerts.State.SUPPRESSED, List.of("s1", "s2"), List.of()),
                        new GroupedAlerts.Status(GroupedAlerts.State.ACTIVE, List.of(), List.of()),
                        new GroupedAlerts.Status(GroupedAlerts.State.UNPROCESSED, List.of(), List.of()),
                        suppressedByDown(),
                        suppressedByDown());
        assertThat(groups.getLast().alerts().getFirst().receivers()).containsExactly("r", "second");

        shown.resolve("calm").at(13);
        assertThat(shown.dispatcher().groups(shown.now())).hasSize(4);
    }

    private static GroupedAlerts.Status suppressedByDown() {
        String down = alert(labels("down"), 0, 1).fingerprint();
        return new GroupedAlerts.Status(GroupedAlerts.State.SUPPRESSED, List.of(), List.of(down));
    }

    @Test
    void what_was_told_and_silences_are_forgotten_in_time() {
        simulation
                .silence("s", 0, 10, "alertname=b")
                .fire("a")
                .at(20)
                .resolve("a")
                .at(2000);
        assertThat(simulation.dispatcher().log()).hasSize(1);

        // noted at 70 s, for twice the repeat interval
        simulation.fire("x").at(2800);
        assertThat(simulation.dispatcher().log())
                .extracting(LogEntry::groupKey)
                .containsExactly("{}:{alertname=\"x\"}");
        assertThat(simulation.dispatcher().silences()).hasSize(1);

        simulation.at((int) Duration.ofHours(121).toSeconds());
        simulation.fire("y");
        assertThat(simulation.dispatcher().silences()).isEmpty();
    }

    private static Alert alert(Labels labels, int from, int to) {
        return new Alert(
                labels,
                Map.of(),
                Simulation.START.plusSeconds(from),
                Simulation.START.plusSeconds(to),
                Simulation.START.plusSeconds(from),
                "",
                false);
    }
}
