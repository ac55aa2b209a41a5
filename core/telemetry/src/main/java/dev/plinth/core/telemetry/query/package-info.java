// SPDX-License-Identifier: Apache-2.0
/** Finds logs and traces, and what talks to what. */
@NamedInterface("query")
@NullMarked
package dev.plinth.core.telemetry.query;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
