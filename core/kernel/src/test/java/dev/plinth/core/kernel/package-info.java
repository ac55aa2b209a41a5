// SPDX-License-Identifier: Apache-2.0
/** A core with nothing but the kernel and two kinds to play with. */
package dev.plinth.core.kernel;
