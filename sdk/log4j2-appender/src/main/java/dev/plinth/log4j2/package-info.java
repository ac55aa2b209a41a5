// SPDX-License-Identifier: Apache-2.0
/** What Log4j 2 logs, shipped to a Plinth. */
@NullMarked
package dev.plinth.log4j2;

import org.jspecify.annotations.NullMarked;
