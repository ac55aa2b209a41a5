// SPDX-License-Identifier: Apache-2.0
/** The control plane; each direct sub-package is a room. */
@NullMarked
package dev.plinth.core;

import org.jspecify.annotations.NullMarked;
