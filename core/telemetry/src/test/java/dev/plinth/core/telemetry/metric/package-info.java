// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.plinth.core.telemetry.metric;

import org.jspecify.annotations.NullMarked;
