// SPDX-License-Identifier: Apache-2.0
/** HTTP/1.1 in, HTTP/1.1 out: one event loop owns a connection and the connections it uses upstream. */
@NullMarked
package dev.plinth.gateway.proxy;

import org.jspecify.annotations.NullMarked;
