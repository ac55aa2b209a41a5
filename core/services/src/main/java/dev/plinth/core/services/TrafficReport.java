// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.services;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;

/**
 * What passed a gateway in one step of {@link Traffic#STEP}.
 *
 * @param at when the step began; a report of the same step again takes the place of the first
 */
record TrafficReport(
        @NotNull Instant at,

        @NotNull @Size(max = 10_000, message = "at most 10000 routes")
        List<@NotNull @Valid RouteTraffic> routes) {
    /**
     * One route's part.
     *
     * @param route empty for what no route was found for
     * @param statuses requests that ended without an answer, and with 1xx, 2xx, 3xx, 4xx, 5xx
     * @param buckets requests by duration, see {@link Traffic#BOUNDS_MICROS}; the last for all that is longer
     * @param micros sum of the durations
     */
    record RouteTraffic(
            @NotNull @Size(max = 200) String route,

            @NotNull @Size(min = 6, max = 6, message = "6 numbers, one for each class of status")
            List<@NotNull @PositiveOrZero Long> statuses,

            @NotNull
            @Size(min = 15, max = 15, message = "15 numbers, one for each bound and one for all that is longer")
            List<@NotNull @PositiveOrZero Long> buckets,

            @PositiveOrZero long micros) {}
}
