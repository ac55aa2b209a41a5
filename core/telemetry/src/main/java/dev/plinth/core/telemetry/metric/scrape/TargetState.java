// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

/** Whether a target answers. */
public enum TargetState {
    UNKNOWN,
    UP,
    DOWN
}
