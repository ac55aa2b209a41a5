// SPDX-License-Identifier: Apache-2.0
/** Topics of apps, and who may write and read them. */
@NullMarked
package dev.plinth.core.messaging;

import org.jspecify.annotations.NullMarked;
