// SPDX-License-Identifier: Apache-2.0
/** Carries what Kafka has to OpenSearch, each record once. */
@NullMarked
package dev.plinth.core.telemetry.write;

import org.jspecify.annotations.NullMarked;
