// SPDX-License-Identifier: Apache-2.0
/** Counts of all spans, whether they are kept or not: rate, errors and durations of each operation, and of each call between two. */
@org.jspecify.annotations.NullMarked
package dev.plinth.core.telemetry.operation;
