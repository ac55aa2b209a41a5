// SPDX-License-Identifier: Apache-2.0
/** What people see: sign in, sign out, a device's code, consent, the own account. */
@NullMarked
package dev.plinth.core.identity.page;

import org.jspecify.annotations.NullMarked;
