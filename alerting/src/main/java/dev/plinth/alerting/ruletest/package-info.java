// SPDX-License-Identifier: Apache-2.0
/**
 * Tests of rules in the format of {@code promtool test rules} of Prometheus 3.5: series that are given, times, and which alerts and samples there
 * must be. Files are read strictly, and problems say their line.
 */
@NullMarked
package dev.plinth.alerting.ruletest;

import org.jspecify.annotations.NullMarked;
