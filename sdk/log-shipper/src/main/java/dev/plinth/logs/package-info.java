// SPDX-License-Identifier: Apache-2.0
/** Log lines on their way to a Plinth: encoded as OTLP, sent in batches, kept on disk while it is away. */
@NullMarked
package dev.plinth.logs;

import org.jspecify.annotations.NullMarked;
