package dev.cook.config;

import java.net.InetAddress;

/**
 * An IP address, or all that begin alike.
 *
 * @param bits how many of its first bits count
 */
public record AddressRange(InetAddress address, int bits) {
    public AddressRange {
        if (bits < 0 || bits > address.getAddress().length * Byte.SIZE) {
            throw new IllegalArgumentException(
                    "an address of " + address.getAddress().length * Byte.SIZE + " bits has no prefix of " + bits);
        }
    }

    static ValueType<AddressRange> kind() {
        return new ValueTypes.Text<>("address range", AddressRange::parse);
    }

    private static AddressRange parse(String text) {
        String[] parts = text.split("/", 2);
        try {
            InetAddress address = InetAddress.ofLiteral(parts[0]);
            int all = address.getAddress().length * Byte.SIZE;
            return new AddressRange(address, parts.length == 1 ? all : Integer.parseInt(parts[1]));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(hint(), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(hint(), e);
        }
    }

    private static String hint() {
        return "expected an IP address or a range such as \"10.0.0.0/8\"";
    }

    public boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] theirs = other.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            if ((mine[bit / Byte.SIZE] & mask) != (theirs[bit / Byte.SIZE] & mask)) {
                return false;
            }
        }
        return true;
    }
}
