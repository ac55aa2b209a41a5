// SPDX-License-Identifier: Apache-2.0
/** Cores that work on the same engines: who they are, and how one asks another. */
@NullMarked
package dev.plinth.core.kernel.cluster;

import org.jspecify.annotations.NullMarked;
