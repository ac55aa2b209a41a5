// SPDX-License-Identifier: Apache-2.0
/** The metrics of Plinth's own processes: of this core, and of gateways that send theirs. */
@NullMarked
package dev.plinth.core.telemetry.metric.process;

import org.jspecify.annotations.NullMarked;
