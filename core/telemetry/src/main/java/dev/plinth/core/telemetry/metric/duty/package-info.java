// SPDX-License-Identifier: Apache-2.0
/** What one core does for all, each at its times. */
@NamedInterface("duty")
@NullMarked
package dev.plinth.core.telemetry.metric.duty;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
