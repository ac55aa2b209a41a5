// SPDX-License-Identifier: Apache-2.0
/** Serves the SDK as a Maven repository. */
@NullMarked
package dev.plinth.core.maven;

import org.jspecify.annotations.NullMarked;
