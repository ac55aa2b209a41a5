// SPDX-License-Identifier: Apache-2.0
/** Indexes of apps in OpenSearch, and who may write and read them. */
@NullMarked
package dev.plinth.core.search;

import org.jspecify.annotations.NullMarked;
