// SPDX-License-Identifier: Apache-2.0
/** When there is an alert, for those who do not want to write PromQL: the few forms that are asked for again and again, and the PromQL that each is. */
@NullMarked
package dev.plinth.alerting.condition;

import org.jspecify.annotations.NullMarked;
