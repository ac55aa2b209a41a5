// SPDX-License-Identifier: Apache-2.0
/** Bearer tokens that are sent to what is asked from here: where they come from, and who may have them sent. */
@NamedInterface("token")
@NullMarked
package dev.plinth.core.telemetry.metric.token;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
