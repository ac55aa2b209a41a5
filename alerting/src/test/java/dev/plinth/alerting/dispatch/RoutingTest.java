// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import static dev.plinth.alerting.dispatch.Simulation.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.promql.model.Labels;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RoutingTest {
    private static Routing routing(Route route) {
        return new Routing(route, List.of(Receiver.of("r"), Receiver.of("db"), Receiver.of("web")), List.of());
    }

    private static Route route(@Nullable String receiver, String matchers, Route... routes) {
        return Route.to(receiver, Matchers.parse(matchers).toArray(LabelMatcher[]::new))
                .with(routes);
    }

    private static final Routing TREE = routing(Route.to("r")
            .groupedBy("alertname")
            .with(
                    route("db", "team=db", route(null, "b=\"1\",a=\"2\"").groupedBy("..."), route(null, "sev=page")),
                    route("web", "team=~\"web|db\"").continuing(),
                    route("web", "team=web"),
                    route("r", "team=web")));

    @Test
    void the_deepest_route_that_matches_takes_an_alert() {
        assertThat(TREE.match(Labels.of("alertname", "x")))
                .containsExactly(new Routing.Match("{}", "{}", "r", Labels.of("alertname", "x")));
        assertThat(TREE.match(Labels.of("alertname", "x", "team", "db", "sev", "page")))
                .containsExactly(new Routing.Match(
                        "{}/{team=\"db\"}/{sev=\"page\"}",
                        "{}/{team=\"db\"}/0/{sev=\"page\"}/1",
                        "db",
                        Labels.of("alertname", "x")));
    }

    @Test
    void matchers_are_sorted_in_keys_and_all_labels_group() {
        Labels labels = Labels.of("team", "db", "a", "2", "b", "1");

        Routing.Match match = TREE.match(labels).getFirst();

        assertThat(match.routeKey()).isEqualTo("{}/{team=\"db\"}/{a=\"2\",b=\"1\"}");
        assertThat(match.groupLabels()).isEqualTo(labels);
    }

    @Test
    void a_route_that_continues_lets_later_siblings_match() {
        assertThat(TREE.match(Labels.of("team", "web")))
                .extracting(Routing.Match::routeId)
                .containsExactly("{}/{team=~\"web|db\"}/1", "{}/{team=\"web\"}/2");
    }

    @Test
    void what_a_route_does_not_say_is_inherited() {
        RouteNode root = RouteNode.root(Route.to("r")
                .groupedBy("a")
                .timed(seconds(1), null, seconds(3))
                .with(
                        Route.to(null, Matchers.parseOne("a=b"))
                                .timed(null, seconds(9), null)
                                .with(route("db", "c=d")),
                        Route.to(null, Matchers.parseOne("a=c"))
                                .groupedBy("...")
                                .with(Route.to("web").groupedBy("z"))));
        RouteNode grandchild = root.routes().getFirst().routes().getFirst();

        assertThat(root.groupInterval()).isEqualTo(Duration.ofMinutes(5));
        assertThat(grandchild.receiver()).isEqualTo("db");
        assertThat(root.routes().getFirst().receiver()).isEqualTo("r");
        assertThat(grandchild.groupBy()).isEqualTo(Set.of("a"));
        assertThat(List.of(grandchild.groupWait(), grandchild.groupInterval(), grandchild.repeatInterval()))
                .containsExactly(seconds(1), seconds(9), seconds(3));
        assertThat(root.routes().getLast().groupBy()).isNull();
        assertThat(root.routes().getLast().routes().getFirst().groupBy()).isEqualTo(Set.of("z"));
    }

    @Test
    void a_tree_that_is_none_is_refused_with_field_value_and_expectation() {
        assertThatThrownBy(() -> routing(Route.to(null))).hasMessageStartingWith("route.receiver: none (expected: ");
        assertThatThrownBy(() -> routing(route("r", "a=b")))
                .hasMessageStartingWith("route.matchers: {a=\"b\"} (expected: none");
        assertThatThrownBy(() -> routing(Route.to("r").continuing())).hasMessageStartingWith("route.continue: true");
        assertThatThrownBy(() -> routing(Route.to("r").with(route("db", "a=b"), route("db", "a=b", route("x", "c=d")))))
                .hasMessage("route.routes[1].routes[0].receiver: \"x\" (expected: one of [db, r, web])");
        assertThatThrownBy(() -> new Routing(Route.to("r"), List.of(Receiver.of("r"), Receiver.of("r")), List.of()))
                .hasMessageContaining("\"r\" twice");
        assertThatThrownBy(() -> Route.to("r").groupedBy("...", "a")).hasMessageStartingWith("groupBy: [..., a]");
        assertThatThrownBy(() -> Route.to("r").groupedBy("a", "a")).hasMessageContaining("each label once");
        assertThatThrownBy(() -> Route.to("r").timed(null, Duration.ZERO, null))
                .hasMessage("groupInterval: PT0S (expected: more than 0)");
        assertThatThrownBy(() -> Route.to("r").timed(seconds(-1), null, null))
                .hasMessage("groupWait: PT-1S (expected: not negative)");
    }
}
