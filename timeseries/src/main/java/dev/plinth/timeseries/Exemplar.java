// SPDX-License-Identifier: Apache-2.0
package dev.plinth.timeseries;

import dev.plinth.promql.model.Labels;

/**
 * One observation of many that a sample stands for, with what leads to more about it, as {@code trace_id}.
 *
 * @param time milliseconds since 1970
 */
public record Exemplar(Labels labels, long time, double value) {}
