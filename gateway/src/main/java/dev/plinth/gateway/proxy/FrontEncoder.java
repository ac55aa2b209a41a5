// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpStatusClass;

/** Writes answers; those to HEAD have no body, whatever their headers say. */
final class FrontEncoder extends HttpResponseEncoder {
    private boolean head;

    void answersHead(boolean isHead) {
        head = isHead;
    }

    @Override
    protected void encodeHeaders(HttpHeaders headers, ByteBuf to) {
        HeadWriter.write(headers, to);
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpResponse response) {
        return (head && response.status().codeClass() != HttpStatusClass.INFORMATIONAL)
                || super.isContentAlwaysEmpty(response);
    }
}
