// SPDX-License-Identifier: Apache-2.0
/** The data plane: takes requests from the world to services, and serves on while the core is down. */
@NullMarked
package dev.plinth.gateway;

import org.jspecify.annotations.NullMarked;
