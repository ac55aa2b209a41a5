// SPDX-License-Identifier: Apache-2.0
/** Errors as RFC 9457 problem details, with stable codes from one registry. */
@NamedInterface("problem")
@NullMarked
package dev.plinth.core.kernel.problem;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
