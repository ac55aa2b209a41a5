// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.plinth.logs;

import org.jspecify.annotations.NullMarked;
