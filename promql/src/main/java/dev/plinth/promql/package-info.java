// SPDX-License-Identifier: Apache-2.0
/** PromQL. */
@NullMarked
package dev.plinth.promql;

import org.jspecify.annotations.NullMarked;
