// SPDX-License-Identifier: Apache-2.0
package dev.plinth.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class DiscoveryTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final Discovery discovery = new Discovery(new Snapshot(null), nanos::get);

    private static WatchedItem instance(String host, String state) {
        return WatchedItem.of(JsonMapper.shared().readTree("""
                {"kind": "Instance", "env": "dev", "name": "pay.%1$s", "state": "%2$s",
                 "spec": {"service": "pay", "host": "%1$s", "port": 80}}""".formatted(host, state)));
    }

    @BeforeEach
    void know() {
        discovery.set(List.of(instance("a", "up"), instance("b", "draining"), instance("c", "up")));
    }

    private List<String> turns(int many) {
        return IntStream.range(0, many)
                .mapToObj(i -> discovery.next("pay"))
                .map(each -> each.host())
                .toList();
    }

    @Test
    void each_comes_in_turn_but_those_that_drain() {
        assertThat(turns(4)).containsExactly("a", "c", "a", "c");
        assertThat(discovery.services()).containsExactly("pay");
    }

    @Test
    void one_that_was_not_reached_is_left_out_for_a_while() {
        discovery.failed(discovery.instances("pay").getFirst());
        assertThat(turns(3)).containsOnly("c");
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        assertThat(turns(4)).contains("a", "c");
    }

    @Test
    void when_none_was_reached_all_are_tried_again() {
        discovery.instances("pay").forEach(discovery::failed);
        assertThat(turns(4)).contains("a", "c");
    }

    @Test
    void who_tries_again_gets_another_until_there_is_none() {
        Set<ServiceInstance> tried = new HashSet<>();
        List<String> hosts = new ArrayList<>();
        Stream.iterate(discovery.next("pay", tried), each -> each != null, each -> discovery.next("pay", tried))
                .forEach(each -> {
                    tried.add(each);
                    hosts.add(each.host());
                });
        assertThat(hosts).containsExactlyInAnyOrder("a", "c");
        assertThat(discovery.next("unknown")).isNull();
    }

    @Test
    void one_that_is_gone_without_a_word_is_the_last_resort_for_some_minutes() {
        discovery.set(List.of(instance("c", "up")));
        assertThat(turns(3)).containsOnly("c");
        discovery.set(List.of());
        assertThat(discovery.instances("pay")).isEmpty();
        assertThat(turns(2)).allMatch(host -> List.of("a", "c").contains(host));
        nanos.addAndGet(Duration.ofMinutes(6).toNanos());
        assertThat(discovery.next("pay")).isNull();
    }

    @Test
    void one_that_has_drained_is_gone() {
        discovery.set(List.of(instance("a", "draining"), instance("c", "draining")));
        discovery.set(List.of());
        assertThat(discovery.next("pay")).isNull();
    }

    @Test
    void a_last_resort_that_is_not_reached_either_is_none() {
        discovery.set(List.of());
        discovery.failed(new ServiceInstance("pay.a", "pay", "a", 80, ""));
        discovery.failed(new ServiceInstance("pay.c", "pay", "c", 80, ""));
        assertThat(discovery.next("pay")).isNull();
    }

    @Test
    void an_address_of_version_six_is_written_as_in_urls() {
        assertThat(new ServiceInstance("x", "x", "::1", 80, "").address()).isEqualTo("[::1]:80");
    }
}
