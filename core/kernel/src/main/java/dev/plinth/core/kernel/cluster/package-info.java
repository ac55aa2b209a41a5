// SPDX-License-Identifier: Apache-2.0
/** Cores that work on the same engines: who they are, and how one asks another. */
@NamedInterface("cluster")
@NullMarked
package dev.plinth.core.kernel.cluster;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
