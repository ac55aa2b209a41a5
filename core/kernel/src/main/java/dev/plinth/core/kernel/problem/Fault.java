// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.problem;

/** Whose fault a failure is; decides the log level and, with the code, the HTTP status. */
public enum Fault {
    /** The caller can fix it. Logged at debug. */
    USER,
    /** A defect of ours. Logged at error, with the stack trace. */
    INTERNAL,
    /** Something is full, slow or out of its limits. Logged at warn. */
    RESOURCES,
    /** An engine or another system does not do its part. Logged at warn. */
    EXTERNAL
}
