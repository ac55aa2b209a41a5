// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.plinth.log4j2;

import org.jspecify.annotations.NullMarked;
