// SPDX-License-Identifier: Apache-2.0
/** What holds for fields of more than one kind. */
@NamedInterface("constraint")
@NullMarked
package dev.plinth.core.telemetry.metric.constraint;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
