// SPDX-License-Identifier: Apache-2.0
/** The configuration center: settings of apps, per environment, live. */
@NullMarked
package dev.plinth.core.config;

import org.jspecify.annotations.NullMarked;
