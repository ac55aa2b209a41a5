// SPDX-License-Identifier: Apache-2.0
/** Signs of life whose absence is an alert. */
@NullMarked
package dev.plinth.core.alerts.deadman;

import org.jspecify.annotations.NullMarked;
