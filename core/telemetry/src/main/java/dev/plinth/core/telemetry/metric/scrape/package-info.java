// SPDX-License-Identifier: Apache-2.0
/** Metrics that are fetched: targets are found, asked at their intervals, and what they answer is read. */
@NullMarked
package dev.plinth.core.telemetry.metric.scrape;

import org.jspecify.annotations.NullMarked;
