// SPDX-License-Identifier: Apache-2.0
/** Kafka as a child process, and what runs inside it. */
@NullMarked
package dev.plinth.engines.kafka;

import org.jspecify.annotations.NullMarked;
