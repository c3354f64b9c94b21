package dev.cook.http.terminal;

import java.io.InputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** What a viewer types: messages that arrive one at a time, read as a stream. */
final class TerminalKeys extends InputStream {
    /** One message, as the next is asked for when one was taken, and the end. */
    private static final int ROOM = 2;

    private static final byte[] END = {};

    private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(ROOM);
    private final Runnable taken;
    private byte[] current = {};
    private int at;
    private volatile boolean ended;

    /** @param taken told when a message was taken, so that the next may come */
    TerminalKeys(Runnable taken) {
        this.taken = taken;
    }

    /** Adds a message; never waits. Says whether there was room, which there is for whoever waits to be asked. */
    boolean add(byte[] keys) {
        return keys.length == 0 || waiting.offer(keys);
    }

    /** Nothing more comes. */
    void end() {
        ended = true;
        boolean _ = waiting.offer(END);
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        if (at == current.length && !next()) {
            return -1;
        }
        int count = Math.min(length, current.length - at);
        System.arraycopy(current, at, bytes, offset, count);
        at += count;
        return count;
    }

    private boolean next() {
        try {
            current = ended ? END : waiting.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            current = END;
        }
        at = 0;
        if (current.length == 0) {
            return false;
        }
        taken.run();
        return true;
    }
}
