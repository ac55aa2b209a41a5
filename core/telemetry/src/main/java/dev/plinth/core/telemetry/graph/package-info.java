// SPDX-License-Identifier: Apache-2.0
/** Which services call which, for other rooms. */
@NamedInterface("graph")
@NullMarked
package dev.plinth.core.telemetry.graph;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
