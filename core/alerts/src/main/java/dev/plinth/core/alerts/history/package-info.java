// SPDX-License-Identifier: Apache-2.0
/** Each time an alert fired: what it was, what happened to it, who was told of it. */
@NullMarked
package dev.plinth.core.alerts.history;

import org.jspecify.annotations.NullMarked;
