// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.plinth.core.telemetry.metric.duty;

import org.jspecify.annotations.NullMarked;
