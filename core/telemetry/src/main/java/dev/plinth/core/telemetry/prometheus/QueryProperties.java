// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How much queries of metrics may take.
 *
 * @param maxSamples samples that one query may have in memory at a time
 * @param maxSamplesRead samples that one query may read, as far as it can be estimated; one that would read more is refused before it runs
 * @param timeout how long one may take, with its wait for others
 * @param concurrency how many run at a time; others wait
 */
@Validated
@ConfigurationProperties("plinth.telemetry.metrics.query")
public record QueryProperties(
        @DefaultValue("50000000") @Min(1) long maxSamples,
        @DefaultValue("500000000") @Min(1) long maxSamplesRead,
        @DefaultValue("2m") @NotNull Duration timeout,
        @DefaultValue("20") @Min(1) int concurrency) {}
