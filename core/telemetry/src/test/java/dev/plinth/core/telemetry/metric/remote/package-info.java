// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.plinth.core.telemetry.metric.remote;

import org.jspecify.annotations.NullMarked;
