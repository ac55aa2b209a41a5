// SPDX-License-Identifier: Apache-2.0
/** Service governance: which instances are there, and which way requests take to them. */
@NullMarked
package dev.plinth.core.services;

import org.jspecify.annotations.NullMarked;
