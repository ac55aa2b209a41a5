// SPDX-License-Identifier: Apache-2.0
/** What Logback logs, shipped to a Plinth. */
@NullMarked
package dev.plinth.logback;

import org.jspecify.annotations.NullMarked;
