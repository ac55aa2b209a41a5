// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.cyclic.one;

import dev.plinth.core.cyclic.two.Two;

/** Half of a cycle, for {@code ArchitectureTest} to find. */
public interface One {
    Two two();
}
