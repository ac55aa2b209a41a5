// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How metrics are taken and kept.
 *
 * @param topicSize bytes that Kafka keeps of samples. Those that are not in the database yet must fit, which is up to three and a half hours
 * @param retention how long samples are kept
 * @param retentionSize bytes of blocks of samples that the database keeps at most
 * @param late how old samples may be when they come in
 * @param series series that may be active at each core from an app without an {@code IngestQuota}
 * @param own whether the metrics of the engines that are used, and of the core itself, are collected
 */
@Validated
@ConfigurationProperties("plinth.telemetry.metrics")
public record MetricProperties(
        @DefaultValue("2GB") @NotNull DataSize topicSize,
        @DefaultValue("15d") @NotNull Duration retention,
        @DefaultValue("10GB") @NotNull DataSize retentionSize,

        @DefaultValue("1h") @NotNull @DurationMax(hours = 24)
        Duration late,

        @DefaultValue("200000") @Min(1) int series,
        @DefaultValue("true") boolean own) {}
