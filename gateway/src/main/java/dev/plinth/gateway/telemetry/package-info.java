// SPDX-License-Identifier: Apache-2.0
/** What the gateway tells of its work: the access log and metrics. */
@NullMarked
package dev.plinth.gateway.telemetry;

import org.jspecify.annotations.NullMarked;
