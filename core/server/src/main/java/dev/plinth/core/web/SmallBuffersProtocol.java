// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.web;

import org.apache.coyote.http11.Http11NioProtocol;

/**
 * HTTP/1.1 with small buffers for each connection: thousands of watchers are connected for hours and are told a few hundred bytes now and then. Larger
 * answers go out in more pieces, which the buffer of the socket gathers.
 */
public final class SmallBuffersProtocol extends Http11NioProtocol {
    private static final int BYTES = 2_048;

    /** By Tomcat, which knows it by name. */
    public SmallBuffersProtocol() {
        setProperty("socket.appReadBufSize", Integer.toString(BYTES));
    }

    /** Also the number of characters of a buffer for text. */
    @Override
    public int getDesiredBufferSize() {
        return BYTES;
    }
}
