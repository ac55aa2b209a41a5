// SPDX-License-Identifier: Apache-2.0
/**
 * Rules, and which alerts there are by them, with the semantics of Prometheus 3. Nothing here knows a store or a clock: each evaluation is given its time and
 * its source of series, and gives the samples that are to be written. What must outlive a process is in a snapshot.
 */
@NullMarked
package dev.plinth.alerting.rule;

import org.jspecify.annotations.NullMarked;
