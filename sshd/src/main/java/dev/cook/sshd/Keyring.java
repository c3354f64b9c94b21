package dev.cook.sshd;

import dev.cook.domain.Caller;
import java.util.Optional;

/** Who has which key, as the transport sees it. */
interface Keyring {
    /** Whether anybody has it; asked before the signature is checked, so the answer comes from memory. */
    boolean knows(String fingerprint);

    /** Whether an environment has it; from memory as well. */
    boolean isEnvironment(String fingerprint);

    /** Who has it now. */
    Optional<Caller> holder(String fingerprint);
}
