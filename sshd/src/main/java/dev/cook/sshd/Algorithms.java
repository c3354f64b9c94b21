package dev.cook.sshd;

import java.util.List;
import java.util.stream.Stream;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.compression.BuiltinCompressions;
import org.apache.sshd.common.compression.Compression;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.kex.KeyExchangeFactory;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.mac.Mac;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.server.ServerBuilder;

/**
 * What the server offers. In SSH the client's order decides, so the only way to prefer something is to leave out the
 * rest.
 */
final class Algorithms {
    private Algorithms() {}

    /** Hybrids against later quantum computers first, then the curves; no finite-field groups, which cost more to compute. */
    static List<KeyExchangeFactory> keyExchanges() {
        return Stream.of(
                        BuiltinDHFactories.mlkem768x25519,
                        BuiltinDHFactories.sntrup761x25519,
                        BuiltinDHFactories.sntrup761x25519_openssh,
                        BuiltinDHFactories.curve25519,
                        BuiltinDHFactories.curve25519_libssh,
                        BuiltinDHFactories.ecdhp521,
                        BuiltinDHFactories.ecdhp384,
                        BuiltinDHFactories.ecdhp256)
                .filter(BuiltinDHFactories::isSupported)
                .map(ServerBuilder.DH2KEX)
                .toList();
    }

    /**
     * AES only. OpenSSH prefers chacha20-poly1305, so a server that offers it gets it from nearly every client; but the
     * JVM speeds up AES with the processor's instructions, and this library's ChaCha20 is plain Java. Without strict key
     * exchange it is also one of the two that the Terrapin attack breaks; the other, CBC, is not offered either. Of what
     * is left OpenSSH takes counter mode before GCM; on loopback the two differ by less than runs do. Counter mode stays
     * for clients without GCM.
     */
    static List<NamedFactory<Cipher>> ciphers() {
        return List.of(
                BuiltinCiphers.aes128gcm,
                BuiltinCiphers.aes256gcm,
                BuiltinCiphers.aes128ctr,
                BuiltinCiphers.aes192ctr,
                BuiltinCiphers.aes256ctr);
    }

    /**
     * For the ciphers in counter mode. OpenSSH asks for encrypt-then-MAC before the others; libssh2 before 1.11, which
     * clients built on libgit2 use, has only the others.
     */
    static List<NamedFactory<Mac>> macs() {
        return List.of(
                BuiltinMacs.hmacsha256etm, BuiltinMacs.hmacsha512etm, BuiltinMacs.hmacsha256, BuiltinMacs.hmacsha512);
    }

    /** No SHA-1, no DSA, and no certificates: nobody here signs any. */
    static List<NamedFactory<Signature>> signatures() {
        return List.of(
                BuiltinSignatures.ed25519,
                BuiltinSignatures.sk_ssh_ed25519,
                BuiltinSignatures.nistp256,
                BuiltinSignatures.nistp384,
                BuiltinSignatures.nistp521,
                BuiltinSignatures.sk_ecdsa_sha2_nistp256,
                BuiltinSignatures.rsaSHA512,
                BuiltinSignatures.rsaSHA256);
    }

    /** None: packs are compressed already, and a decompressor is one more thing to attack. */
    static List<NamedFactory<Compression>> compressions() {
        return List.of(BuiltinCompressions.none);
    }
}
