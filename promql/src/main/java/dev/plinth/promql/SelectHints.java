// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import java.util.List;

/**
 * What the samples of a selection are for. A source may use it to read less, and need not.
 *
 * @param step milliseconds between two steps of the evaluation
 * @param range milliseconds that a range selector spans, 0 for an instant one
 * @param function the function or aggregation right around the selector, or an empty text
 * @param grouping the labels that the aggregation around the selector groups by
 * @param by whether it groups by these labels; else by all others
 */
public record SelectHints(long step, long range, String function, List<String> grouping, boolean by) {}
