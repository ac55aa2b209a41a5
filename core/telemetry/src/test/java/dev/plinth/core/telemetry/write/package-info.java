// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.plinth.core.telemetry.write;

import org.jspecify.annotations.NullMarked;
