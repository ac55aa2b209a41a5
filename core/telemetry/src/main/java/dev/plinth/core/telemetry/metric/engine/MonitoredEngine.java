// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.engine;

import dev.plinth.promql.model.Labels;
import dev.plinth.timeseries.Metadata;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An engine whose metrics are collected.
 *
 * @param job its label {@code job}
 * @param instance its label {@code instance}: host and port
 * @param up whether it answers
 */
record MonitoredEngine(String job, String instance, Metadata up) {
    private static final Pattern AUTHORITY = Pattern.compile("^(?:(?:[a-z+]+:)+//)?(?:[^/@]*@)?([^/,?;]+)");
    private static final Pattern PORT = Pattern.compile(":\\d+$");

    static final String POSTGRESQL = "postgresql";
    static final String REDIS = "redis";
    static final String KAFKA = "kafka";
    static final String OPENSEARCH = "opensearch";

    static MonitoredEngine postgresql(String url) {
        return new MonitoredEngine(
                POSTGRESQL, address(url, 5432), Described.gauge("pg_up", "Whether PostgreSQL answers"));
    }

    static MonitoredEngine redis(String url) {
        return new MonitoredEngine(REDIS, address(url, 6379), Described.gauge("redis_up", "Whether Redis answers"));
    }

    static MonitoredEngine kafka(String url) {
        return new MonitoredEngine(KAFKA, address(url, 9092), Described.gauge("kafka_up", "Whether Kafka answers"));
    }

    static MonitoredEngine opensearch(String url) {
        return new MonitoredEngine(
                OPENSEARCH,
                address(url, url.startsWith("https:") ? 443 : 80),
                Described.gauge("elasticsearch_up", "Whether OpenSearch answers"));
    }

    /** Host and port of a URL, of the first where there are several. A name and a password in it are left out. */
    private static String address(String url, int port) {
        Matcher authority = AUTHORITY.matcher(url);
        String address = authority.find() ? authority.group(1) : "localhost";
        return PORT.matcher(address).find() ? address : address + ":" + port;
    }

    Labels labels() {
        return Labels.of("job", job, "instance", instance);
    }
}
