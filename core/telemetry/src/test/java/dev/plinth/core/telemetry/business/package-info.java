// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.plinth.core.telemetry.business;

import org.jspecify.annotations.NullMarked;
