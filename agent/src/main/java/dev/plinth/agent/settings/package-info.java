// SPDX-License-Identifier: Apache-2.0
/** {@code agent.yaml}. */
@NullMarked
package dev.plinth.agent.settings;

import org.jspecify.annotations.NullMarked;
