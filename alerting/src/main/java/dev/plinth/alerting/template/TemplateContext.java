// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.template;

/**
 * What functions of templates know.
 *
 * @param time in milliseconds, what {@code now} says
 * @param externalUrl where people reach what evaluates, without a slash at its end
 */
public record TemplateContext(long time, String externalUrl, TemplateQuery query) {}
