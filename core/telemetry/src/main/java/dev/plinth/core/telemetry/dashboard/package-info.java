// SPDX-License-Identifier: Apache-2.0
/** Dashboards: what a person wants to see of metrics and logs at a glance, as resources, and those that come along. */
@NullMarked
package dev.plinth.core.telemetry.dashboard;

import org.jspecify.annotations.NullMarked;
