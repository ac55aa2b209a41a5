// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.groups.Tuple.tuple;

import dev.plinth.core.kernel.live.LiveItem;
import dev.plinth.core.kernel.live.LiveState;
import dev.plinth.core.kernel.live.LiveView;
import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.kernel.resource.ResourceView;
import dev.plinth.promql.model.Labels;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class TargetDiscoveryTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final List<Resource> resources = new ArrayList<>();
    private final LiveView live = new LiveView();
    private final TargetDiscovery discovery = new TargetDiscovery(ScrapeTargetSpec.kind(), new Listed(), live);

    /** What the test says there is. */
    private final class Listed implements ResourceView {
        @Override
        public long position() {
            return 1;
        }

        @Override
        public @Nullable Resource find(ResourceKey key) {
            return resources.stream()
                    .filter(each -> each.key().equals(key))
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public Collection<Resource> list(String kind) {
            return resources;
        }

        @Override
        public long accessRevision() {
            return 1;
        }

        @Override
        public Snapshot snapshot() {
            return new Snapshot(1, resources);
        }
    }

    private void declare(String env, String name, String spec) {
        resources.add(new Resource(
                new ResourceKey("ScrapeTarget", env, name), Map.of(), JSON.readTree(spec), 1, 1, Instant.EPOCH, "x"));
    }

    private static LiveItem instance(String env, String name, String host, int port) {
        return new LiveItem(
                "Instance",
                env,
                name,
                Map.of(),
                JSON.readTree("{\"service\": \"%s\", \"host\": \"%s\", \"port\": %d, \"version\": \"1.4\"}"
                        .formatted(name.substring(0, name.indexOf('.')), host, port)),
                LiveState.UP,
                "app:x",
                1,
                Instant.EPOCH);
    }

    @Test
    void listed_targets_have_their_addresses_as_instances() {
        declare("prod", "nodes", "{\"targets\": [\"node1:9100\", \"[::1]:9100\"], \"labels\": {\"rack\": \"r1\"}}");
        assertThat(discovery.targets())
                .extracting(Target::url, Target::labels)
                .containsExactly(
                        tuple(
                                URI.create("http://node1:9100/metrics"),
                                Labels.of("env", "prod", "instance", "node1:9100", "job", "nodes", "rack", "r1")),
                        tuple(
                                URI.create("http://[::1]:9100/metrics"),
                                Labels.of("env", "prod", "instance", "[::1]:9100", "job", "nodes", "rack", "r1")));
        Target target = discovery.targets().iterator().next();
        assertThat(target.app()).isEqualTo("nodes");
        assertThat(target.interval()).isEqualTo(Duration.ofSeconds(15));
        assertThat(target.timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(target.honorLabels()).isFalse();
        assertThat(target.token()).isNull();
        assertThat(target.limits()).isEqualTo(new Exposition.Limits(10_485_760, 100_000, 100));
    }

    @Test
    void a_service_has_its_instances_in_that_environment_as_targets() {
        live.loadLive(
                1,
                List.of(
                        instance("prod", "orders.a", "10.0.0.1", 8080),
                        instance("prod", "orders.b", "fd00::2", 8081),
                        instance("prod", "orders.old", "10.0.0.1", 8080),
                        instance("dev", "orders.c", "10.0.0.3", 8080),
                        instance("prod", "catalog.a", "10.0.0.4", 8080)),
                List.of());
        declare("prod", "the-orders", "{\"service\": \"orders\", \"intervalSeconds\": 5}");
        assertThat(discovery.targets())
                .extracting(target -> target.url().toString())
                .containsExactly(
                        "http://10.0.0.1:8080/actuator/prometheus", "http://[fd00::2]:8081/actuator/prometheus");
        Target target = discovery.targets().iterator().next();
        assertThat(target.app()).isEqualTo("orders");
        assertThat(target.labels()).isEqualTo(Labels.of("env", "prod", "instance", "10.0.0.1:8080", "job", "orders"));
        assertThat(target.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(target.discovered())
                .containsOnly(
                        entry("__address__", "10.0.0.1:8080"),
                        entry("__metrics_path__", "/actuator/prometheus"),
                        entry("__scheme__", "http"),
                        entry("__scrape_interval__", "5s"),
                        entry("__scrape_timeout__", "5s"),
                        entry("__meta_plinth_instance", "orders.a"),
                        entry("__meta_plinth_service", "orders"),
                        entry("__meta_plinth_version", "1.4"),
                        entry("job", "orders"));
    }

    @Test
    void all_that_is_decided_of_a_target_is_kept() {
        declare("dev", "x", """
                {"targets": ["h:1"], "path": "/m?x=1", "scheme": "https", "intervalSeconds": 60, "timeoutSeconds": 20,
                 "labels": {"job": "other"}, "honorLabels": true, "sampleLimit": 5, "bodySizeLimitKilobytes": 2,
                 "bearerTokenSecretRef": "token"}""");
        Target target = discovery.targets().iterator().next();
        assertThat(target.url()).isEqualTo(URI.create("https://h:1/m?x=1"));
        assertThat(target.timeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(target.labels().get("job")).isEqualTo("other");
        assertThat(target.honorLabels()).isTrue();
        assertThat(target.limits()).isEqualTo(new Exposition.Limits(2_048, 5, 100));
        assertThat(target.token()).isEqualTo(new ResourceKey("Secret", "dev", "token"));
    }
}
