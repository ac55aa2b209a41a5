// SPDX-License-Identifier: Apache-2.0
/** Series that are no samples which are kept: they are made of counts in the database when they are asked for. */
@NullMarked
package dev.plinth.core.telemetry.metric.counted;

import org.jspecify.annotations.NullMarked;
