// SPDX-License-Identifier: Apache-2.0
/** The one core that decides who is told of which alerts, and tells them. */
@NullMarked
package dev.plinth.core.alerts.dispatch;

import org.jspecify.annotations.NullMarked;
