// SPDX-License-Identifier: Apache-2.0
/** Streams of logs: which belong together, and how long they are kept. */
@NullMarked
package dev.plinth.core.telemetry.stream;

import org.jspecify.annotations.NullMarked;
