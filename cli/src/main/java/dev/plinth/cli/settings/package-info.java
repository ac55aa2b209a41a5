// SPDX-License-Identifier: Apache-2.0
/** {@code plinth.yaml}, and the data directory. */
@NullMarked
package dev.plinth.cli.settings;

import org.jspecify.annotations.NullMarked;
