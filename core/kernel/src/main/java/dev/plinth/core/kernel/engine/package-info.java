// SPDX-License-Identifier: Apache-2.0
/** Connections to the engines, whether given by URL or started by Plinth. */
@NamedInterface("engine")
@NullMarked
package dev.plinth.core.kernel.engine;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
