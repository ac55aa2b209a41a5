// SPDX-License-Identifier: Apache-2.0
/** Labels, matchers, and samples: floats and native histograms. */
@NullMarked
package dev.plinth.promql.model;

import org.jspecify.annotations.NullMarked;
