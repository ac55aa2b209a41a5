// SPDX-License-Identifier: Apache-2.0
/**
 * The agent of a host: reads log files and the journal, and sends their lines to Plinth, each at least once; and tells how the host is.
 *
 * <p>Each input has one thread, which owns everything it knows of its files; only deliveries run beside it, one at a time. So nothing more is
 * read while Plinth takes nothing, and files are still looked after.
 * The host is read at its times whether Plinth takes that or not; what waits is bounded.
 */
@NullMarked
package dev.plinth.agent;

import org.jspecify.annotations.NullMarked;
