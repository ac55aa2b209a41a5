// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.business;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long visits and transactions are kept.
 *
 * @param minutes those by the minute
 * @param hours those by the hour, with how many visitors and users they were
 */
@Validated
@ConfigurationProperties("plinth.telemetry.business.retention")
public record BusinessProperties(
        @DefaultValue("14d") @NotNull @DurationMin(hours = 2)
        Duration minutes,

        @DefaultValue("400d") @NotNull @DurationMin(days = 1)
        Duration hours) {}
