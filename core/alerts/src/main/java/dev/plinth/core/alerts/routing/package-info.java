// SPDX-License-Identifier: Apache-2.0
/** Who is told of which alerts, as it is decided: routes, receivers, silences. */
@NullMarked
package dev.plinth.core.alerts.routing;

import org.jspecify.annotations.NullMarked;
