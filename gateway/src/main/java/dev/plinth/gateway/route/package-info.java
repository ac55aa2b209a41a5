// SPDX-License-Identifier: Apache-2.0
/** Which way a request takes: routes, instances and their health, compiled from what the core decided. */
@NullMarked
package dev.plinth.gateway.route;

import org.jspecify.annotations.NullMarked;
