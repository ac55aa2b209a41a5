// SPDX-License-Identifier: Apache-2.0
/** Rules that make alerts, evaluated again and again. */
@NullMarked
package dev.plinth.core.alerts.rule;

import org.jspecify.annotations.NullMarked;
