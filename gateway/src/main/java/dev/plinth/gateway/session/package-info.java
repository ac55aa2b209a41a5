// SPDX-License-Identifier: Apache-2.0
/** Who a request comes from: bearer tokens and sessions, checked without asking anybody. */
@NullMarked
package dev.plinth.gateway.session;

import org.jspecify.annotations.NullMarked;
