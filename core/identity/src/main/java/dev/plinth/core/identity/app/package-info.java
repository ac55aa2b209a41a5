// SPDX-License-Identifier: Apache-2.0
/** Apps: what may ask for tokens, and the secrets by which it proves itself. */
@NullMarked
package dev.plinth.core.identity.app;

import org.jspecify.annotations.NullMarked;
