// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.proxy;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;

/** Reads answers of instances; those to HEAD have no body. */
final class BackDecoder extends HttpResponseDecoder {
    private boolean head;

    BackDecoder() {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(8 << 10)
                .setMaxHeaderSize(64 << 10)
                .setMaxChunkSize(64 << 10)
                .setAllowDuplicateContentLengths(false)
                .setHeadersFactory(HeaderNames.CHECKED));
    }

    void answersHead(boolean isHead) {
        head = isHead;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return (head
                        && message instanceof HttpResponse response
                        && response.status().codeClass() != HttpStatusClass.INFORMATIONAL)
                || super.isContentAlwaysEmpty(message);
    }
}
