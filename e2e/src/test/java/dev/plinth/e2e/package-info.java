// SPDX-License-Identifier: Apache-2.0
/** The whole system, seen from outside. */
package dev.plinth.e2e;
