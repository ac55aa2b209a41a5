// SPDX-License-Identifier: Apache-2.0
/** Tests of queries as text: series in a short notation, and scripts that load them and say what queries give. */
@NullMarked
package dev.plinth.promql.script;

import org.jspecify.annotations.NullMarked;
