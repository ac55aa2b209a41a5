// SPDX-License-Identifier: Apache-2.0
/** Which authorities are trusted, and until when certificates are good. */
@NamedInterface("certificate")
@NullMarked
package dev.plinth.core.telemetry.metric.certificate;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
