// SPDX-License-Identifier: Apache-2.0
/** From the text of a PromQL query to its tree, and back to text. */
@NullMarked
package dev.plinth.promql.parser;

import org.jspecify.annotations.NullMarked;
