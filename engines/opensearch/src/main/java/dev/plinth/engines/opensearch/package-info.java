// SPDX-License-Identifier: Apache-2.0
/** OpenSearch as a child process, and what runs inside it. */
@NullMarked
package dev.plinth.engines.opensearch;

import org.jspecify.annotations.NullMarked;
