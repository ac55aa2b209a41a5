// SPDX-License-Identifier: Apache-2.0
/** The figures of the engines that Plinth uses, asked of each by its own protocol. */
@NullMarked
package dev.plinth.core.telemetry.metric.engine;

import org.jspecify.annotations.NullMarked;
