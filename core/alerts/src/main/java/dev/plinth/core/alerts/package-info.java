// SPDX-License-Identifier: Apache-2.0
/** Alerts: rules that make them of metrics. */
@NullMarked
package dev.plinth.core.alerts;

import org.jspecify.annotations.NullMarked;
