// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.script;

/** A script that cannot be read; the message begins with the line. */
public final class ScriptException extends RuntimeException {
    ScriptException(int line, String message) {
        super("line " + line + ": " + message);
    }
}
