// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.ship;

/**
 * Numbers that were read at one time.
 *
 * @param nanoTime when, as {@link System#nanoTime}
 * @param request of OTLP
 */
public record Report(long nanoTime, byte[] request) {}
