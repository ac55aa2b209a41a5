// SPDX-License-Identifier: Apache-2.0
/** Starts the processes of an installation, keeps them up, and stops them in order. */
@NullMarked
package dev.plinth.cli.supervisor;

import org.jspecify.annotations.NullMarked;
