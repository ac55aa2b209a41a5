// SPDX-License-Identifier: Apache-2.0
/** What apps get of the engines: resources become databases, topics, indexes and cache spaces, with accounts of the apps' own. */
@NamedInterface("provision")
@NullMarked
package dev.plinth.core.kernel.provision;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
