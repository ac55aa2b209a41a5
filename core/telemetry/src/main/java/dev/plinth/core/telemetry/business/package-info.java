// SPDX-License-Identifier: Apache-2.0
/** What people do and what it is worth: visits and transactions, counted from access records of gateways and from business events. */
@NamedInterface("business")
@NullMarked
package dev.plinth.core.telemetry.business;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
