// SPDX-License-Identifier: Apache-2.0
/**
 * What becomes of alerts: routed, grouped, inhibited, silenced, told once and again. The semantics are those of Alertmanager 0.28; storage, network and
 * clock are the caller's.
 */
@NullMarked
package dev.plinth.alerting.dispatch;

import org.jspecify.annotations.NullMarked;
