// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringBufferRingConfig;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringFixedBufferRingAllocator;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;

/** How sockets are waited for: io_uring where the kernel allows it, else epoll, else NIO. */
enum Transport {
    IO_URING,
    EPOLL,
    NIO;

    private static final System.Logger LOG = System.getLogger(Transport.class.getName());

    static Transport best() {
        if (IoUring.isAvailable()) {
            return IO_URING;
        }
        Transport other = Epoll.isAvailable() ? EPOLL : NIO;
        LOG.log(
                System.Logger.Level.INFO,
                "{0} instead of io_uring, at some CPU more per request, because: {1}",
                other,
                IoUring.unavailabilityCause());
        return other;
    }

    /** Of the buffers that the kernel reads into by itself, so that a read is not asked for each time. */
    private static final short BUFFER_GROUP = 1;

    private static final short BUFFERS = 256;
    private static final int BUFFER_BYTES = 4 << 10;

    private static boolean hasBufferRing() {
        return IoUring.isRegisterBufferRingSupported() && IoUring.isRecvMultishotEnabled();
    }

    private static IoUringIoHandlerConfig ring() {
        IoUringIoHandlerConfig config = new IoUringIoHandlerConfig();
        return hasBufferRing()
                ? config.setBufferRingConfig(IoUringBufferRingConfig.builder()
                        .bufferGroupId(BUFFER_GROUP)
                        .bufferRingSize(BUFFERS)
                        .batchSize(BUFFERS / 4)
                        .allocator(new IoUringFixedBufferRingAllocator(BUFFER_BYTES))
                        .build())
                : config;
    }

    /** What is to be set at each connection. */
    void prepare(Channel connection) {
        if (this == IO_URING && hasBufferRing()) {
            connection.config().setOption(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, BUFFER_GROUP);
        }
    }

    IoHandlerFactory handler() {
        return switch (this) {
            case IO_URING -> IoUringIoHandler.newFactory(ring());
            case EPOLL -> EpollIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
        };
    }

    Class<? extends ServerChannel> server() {
        return switch (this) {
            case IO_URING -> IoUringServerSocketChannel.class;
            case EPOLL -> EpollServerSocketChannel.class;
            case NIO -> NioServerSocketChannel.class;
        };
    }

    Class<? extends SocketChannel> client() {
        return switch (this) {
            case IO_URING -> IoUringSocketChannel.class;
            case EPOLL -> EpollSocketChannel.class;
            case NIO -> NioSocketChannel.class;
        };
    }
}
