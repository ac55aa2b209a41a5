// SPDX-License-Identifier: Apache-2.0
/** Metrics: taken in, kept, and found again. */
@NamedInterface("metric")
@NullMarked
package dev.plinth.core.telemetry.metric;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
