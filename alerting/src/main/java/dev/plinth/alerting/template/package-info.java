// SPDX-License-Identifier: Apache-2.0
/**
 * Templates of alerts: what such texts use of Go's text/template, with the functions of Prometheus. A template that fails says where, and never takes more
 * than a bounded time and space.
 */
@NullMarked
package dev.plinth.alerting.template;

import org.jspecify.annotations.NullMarked;
