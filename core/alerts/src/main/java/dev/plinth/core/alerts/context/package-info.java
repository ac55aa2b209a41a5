// SPDX-License-Identifier: Apache-2.0
/** What belongs to an alert: what changed before it, whom it hits, and where to look. */
@NullMarked
package dev.plinth.core.alerts.context;

import org.jspecify.annotations.NullMarked;
