// SPDX-License-Identifier: Apache-2.0
/** Watch: state first, then each change once and in order, as server-sent events. */
@NamedInterface("watch")
@NullMarked
package dev.plinth.core.kernel.watch;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
