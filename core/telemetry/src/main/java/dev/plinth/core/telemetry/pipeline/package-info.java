// SPDX-License-Identifier: Apache-2.0
/** What is done to log records as they come in, before anything keeps them: parsing, joining, masking. */
@NullMarked
package dev.plinth.core.telemetry.pipeline;

import org.jspecify.annotations.NullMarked;
