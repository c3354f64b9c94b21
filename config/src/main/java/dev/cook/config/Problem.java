package dev.cook.config;

/**
 * One thing that is wrong, and where.
 *
 * @param place a file as the reader knows it, or an environment variable's name
 * @param line counted from 1; 0 when the problem belongs to the whole place
 * @param column counted from 1; 0 with line 0
 */
public record Problem(String place, int line, int column, String message) {
    public Problem {
        if (line < 0 || column < 0 || (line == 0) != (column == 0)) {
            throw new IllegalArgumentException("no such position: " + line + ":" + column);
        }
    }

    static Problem of(String place, String message) {
        return new Problem(place, 0, 0, message);
    }

    @Override
    public String toString() {
        return line == 0 ? place + ": " + message : place + ":" + line + ":" + column + ": " + message;
    }
}
