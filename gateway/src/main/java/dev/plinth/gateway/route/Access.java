// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.route;

/** Who is let through a route. */
public enum Access {
    /** Everybody. */
    NONE,
    /** Who bears a token that this installation issued for the route's audience. */
    TOKEN,
    /** People who are signed in; a browser is sent to sign in. */
    SESSION,
    /** The platform's own API: a bearer token is left to the core to check, a session is turned into one. */
    PLATFORM
}
