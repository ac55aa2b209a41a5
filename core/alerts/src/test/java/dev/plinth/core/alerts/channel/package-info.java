// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.plinth.core.alerts.channel;

import org.jspecify.annotations.NullMarked;
