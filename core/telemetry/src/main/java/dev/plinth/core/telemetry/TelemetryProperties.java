// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How telemetry is taken and kept.
 *
 * @param enabled whether the room runs; it also needs Kafka and OpenSearch
 * @param address where the ports for OTLP are; anybody who reaches a loopback address may send without a token
 * @param httpPort for OTLP over HTTP
 * @param grpcPort for OTLP over gRPC
 * @param syslogPort for syslog over TCP and UDP; none if absent
 * @param maxBody largest body that is taken, also after decompression
 * @param maxInFlight bytes of bodies that may be on their way to Kafka at a time; senders wait, and are then told to come back
 * @param anonymousRate bytes a second for all who send without a token
 * @param topicSize bytes that Kafka keeps of logs, and as many of spans; how far OpenSearch may fall behind
 * @param partitions of each topic, when it is made
 * @param retention how long OpenSearch keeps what came in on a day
 * @param dataDirectory where bundled engines keep what they have; when that disk has no room, nothing more is taken. None if they are elsewhere
 */
@Validated
@ConfigurationProperties("plinth.telemetry")
public record TelemetryProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("127.0.0.1") @NotBlank String address,
        @DefaultValue("4318") @Min(0) @Max(65_535) int httpPort,
        @DefaultValue("4317") @Min(0) @Max(65_535) int grpcPort,
        @Nullable @Min(0) @Max(65_535) Integer syslogPort,
        @DefaultValue("8MB") @NotNull DataSize maxBody,
        @DefaultValue("32MB") @NotNull DataSize maxInFlight,
        @DefaultValue("1MB") @NotNull DataSize anonymousRate,
        @DefaultValue("1GB") @NotNull DataSize topicSize,
        @DefaultValue("4") @Min(1) @Max(100) int partitions,
        @DefaultValue("7d") @NotNull Duration retention,
        @Nullable Path dataDirectory) {}
