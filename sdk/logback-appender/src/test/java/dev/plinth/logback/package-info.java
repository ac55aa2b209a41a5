// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.plinth.logback;

import org.jspecify.annotations.NullMarked;
