// SPDX-License-Identifier: Apache-2.0
/** Single sign-on: one session per browser, kept in PostgreSQL. */
@NullMarked
package dev.plinth.core.identity.session;

import org.jspecify.annotations.NullMarked;
