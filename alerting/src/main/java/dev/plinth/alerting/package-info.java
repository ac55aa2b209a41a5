// SPDX-License-Identifier: Apache-2.0
/** Alerts: the rules that make them, and what becomes of them. Plain Java, over any source of series and any clock. */
@NullMarked
package dev.plinth.alerting;

import org.jspecify.annotations.NullMarked;
