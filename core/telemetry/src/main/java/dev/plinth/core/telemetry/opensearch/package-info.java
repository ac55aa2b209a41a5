// SPDX-License-Identifier: Apache-2.0
/** Speaks to OpenSearch: indices, templates, searches. */
@NullMarked
package dev.plinth.core.telemetry.opensearch;

import org.jspecify.annotations.NullMarked;
