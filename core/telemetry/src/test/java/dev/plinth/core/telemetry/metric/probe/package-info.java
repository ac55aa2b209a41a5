// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.plinth.core.telemetry.metric.probe;

import org.jspecify.annotations.NullMarked;
