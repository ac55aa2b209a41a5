// SPDX-License-Identifier: Apache-2.0
/** What this installation is: its processes, its engines, its versions and its settings. */
@NullMarked
package dev.plinth.core.system;

import org.jspecify.annotations.NullMarked;
