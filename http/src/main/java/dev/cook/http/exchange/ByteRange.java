package dev.cook.http.exchange;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which bytes of a file a client wants, as its Range header says. */
public sealed interface ByteRange {
    /** All of it: no range was asked for, or one of a kind that a server may ignore. */
    record All() implements ByteRange {}

    record Part(long from, long length) implements ByteRange {}

    /** None that there are. */
    record Outside() implements ByteRange {}

    Pattern ONE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

    static ByteRange of(Optional<String> header, long size) {
        Optional<Matcher> parts = header.map(ONE::matcher).filter(Matcher::matches);
        if (parts.isEmpty()) {
            return new All();
        }
        String first = parts.get().group(1);
        String last = parts.get().group(2);
        if (first.isEmpty() && last.isEmpty()) {
            return new All();
        }
        if (first.isEmpty()) {
            long length = Math.min(Long.parseLong(last), size);
            return length == 0 ? new Outside() : new Part(size - length, length);
        }
        long from = Long.parseLong(first);
        long to = last.isEmpty() ? size - 1 : Math.min(Long.parseLong(last), size - 1);
        if (!last.isEmpty() && Long.parseLong(last) < from) {
            return new All();
        }
        return from >= size ? new Outside() : new Part(from, to - from + 1);
    }
}
