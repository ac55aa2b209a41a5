// SPDX-License-Identifier: Apache-2.0
/** The HTTP API of the kernel. */
@NullMarked
package dev.plinth.core.kernel.api;

import org.jspecify.annotations.NullMarked;
