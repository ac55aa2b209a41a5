// SPDX-License-Identifier: Apache-2.0
/** The ways on which people are told of alerts: mail, web hooks, chats, text messages. */
@NullMarked
package dev.plinth.core.alerts.channel;

import org.jspecify.annotations.NullMarked;
