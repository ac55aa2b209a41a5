// SPDX-License-Identifier: Apache-2.0
/** Metrics: taken in, kept, and found again. */
@NullMarked
package dev.plinth.core.telemetry.metric;

import org.jspecify.annotations.NullMarked;
