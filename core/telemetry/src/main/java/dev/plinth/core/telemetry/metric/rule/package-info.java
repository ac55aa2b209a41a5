// SPDX-License-Identifier: Apache-2.0
/** Recording rules: metrics that are made of others, again and again. */
@NullMarked
package dev.plinth.core.telemetry.metric.rule;

import org.jspecify.annotations.NullMarked;
