// SPDX-License-Identifier: Apache-2.0
/** Environments, and what an installation begins with. */
@NullMarked
package dev.plinth.core.kernel.environment;

import org.jspecify.annotations.NullMarked;
