// SPDX-License-Identifier: Apache-2.0
/** The demo shop: how it is run, and people who buy in it. */
@NullMarked
package dev.plinth.cli.demo;

import org.jspecify.annotations.NullMarked;
