// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.plinth.core.telemetry.metric.engine;

import org.jspecify.annotations.NullMarked;
