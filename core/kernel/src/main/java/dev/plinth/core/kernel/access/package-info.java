// SPDX-License-Identifier: Apache-2.0
/** Who may do what: roles and bindings, deny by default, every decision explained. */
@NamedInterface("access")
@NullMarked
package dev.plinth.core.kernel.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
