// SPDX-License-Identifier: Apache-2.0
package dev.plinth.build;

/** Does nothing: what an agent's manifest names is on the class path of the JVM, and that is all that is wanted. */
public final class Agent {
    private Agent() {}

    public static void premain(String arguments) {}
}
