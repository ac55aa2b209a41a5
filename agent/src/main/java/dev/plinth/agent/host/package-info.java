// SPDX-License-Identifier: Apache-2.0
/** The machine itself in numbers, with the names of OpenTelemetry's conventions. */
@NullMarked
package dev.plinth.agent.host;

import org.jspecify.annotations.NullMarked;
