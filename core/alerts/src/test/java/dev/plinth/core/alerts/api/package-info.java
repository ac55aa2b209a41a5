// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.plinth.core.alerts.api;

import org.jspecify.annotations.NullMarked;
