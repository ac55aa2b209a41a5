// SPDX-License-Identifier: Apache-2.0
/** The journal of systemd, by way of {@code journalctl}. */
@NullMarked
package dev.plinth.agent.journal;

import org.jspecify.annotations.NullMarked;
