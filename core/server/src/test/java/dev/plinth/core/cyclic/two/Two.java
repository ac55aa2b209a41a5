// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.cyclic.two;

import dev.plinth.core.cyclic.one.One;

/** The other half. */
public interface Two {
    One one();
}
