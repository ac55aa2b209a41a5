// SPDX-License-Identifier: Apache-2.0
/** What every room stands on: resources, the ledger, watch, secrets, access and problems. */
@NullMarked
package dev.plinth.core.kernel;

import org.jspecify.annotations.NullMarked;
