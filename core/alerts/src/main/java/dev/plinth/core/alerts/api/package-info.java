// SPDX-License-Identifier: Apache-2.0
/** The HTTP API v2 of Alertmanager 0.28, one for each environment, so that whatever talks to an Alertmanager can talk to Plinth. */
@NullMarked
package dev.plinth.core.alerts.api;

import org.jspecify.annotations.NullMarked;
