// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.host;

/** Reads one side of the machine. */
interface Probe {
    void read(Readings to);
}
