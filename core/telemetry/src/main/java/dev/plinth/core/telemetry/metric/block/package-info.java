// SPDX-License-Identifier: Apache-2.0
/** Older samples in the database, as blocks of many series. */
@NullMarked
package dev.plinth.core.telemetry.metric.block;

import org.jspecify.annotations.NullMarked;
