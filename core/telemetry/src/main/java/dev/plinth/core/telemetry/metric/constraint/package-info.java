// SPDX-License-Identifier: Apache-2.0
/** What holds for fields of more than one kind. */
@NullMarked
package dev.plinth.core.telemetry.metric.constraint;

import org.jspecify.annotations.NullMarked;
