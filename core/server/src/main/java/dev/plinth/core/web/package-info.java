// SPDX-License-Identifier: Apache-2.0
/** The web server: what a connection may cost. */
@NullMarked
package dev.plinth.core.web;

import org.jspecify.annotations.NullMarked;
