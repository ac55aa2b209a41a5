// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.Charset;

/**
 * A whole answer over HTTP.
 *
 * @param contentLength as the answer said it; -1 when it did not
 * @param body uncompressed
 * @param first when its head was there, as {@link System#nanoTime}
 * @param last when all of it was
 */
record Reply(
        int status,
        double version,
        HttpHeaders headers,
        long contentLength,
        byte[] body,
        Charset charset,
        long first,
        long last) {
    String text() {
        return new String(body, charset);
    }
}
