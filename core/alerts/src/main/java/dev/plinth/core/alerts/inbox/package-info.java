// SPDX-License-Identifier: Apache-2.0
/** Alerts for people: what fires, what to do about it, and how it went. */
@NullMarked
package dev.plinth.core.alerts.inbox;

import org.jspecify.annotations.NullMarked;
