// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.plinth.core.telemetry.prometheus;

import org.jspecify.annotations.NullMarked;
