// SPDX-License-Identifier: Apache-2.0
/** Alerts that come in, until the core that tells people has taken them. */
@NullMarked
package dev.plinth.core.alerts.intake;

import org.jspecify.annotations.NullMarked;
