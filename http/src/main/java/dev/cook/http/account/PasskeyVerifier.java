package dev.cook.http.account;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.exception.DataConversionException;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticationRequest;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.RegistrationRequest;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.verifier.exception.VerificationException;
import dev.cook.domain.Passkey;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks what devices sign, by the rules of WebAuthn: for this server's name and origin, for a challenge, with the person verified, and
 * with a counter that grows. It asks for no attestation: which model somebody's device is, is nobody's business.
 */
final class PasskeyVerifier {
    private static final Logger LOG = LoggerFactory.getLogger(PasskeyVerifier.class);

    /** EdDSA, ECDSA and RSA, as devices have them, by their numbers in COSE. */
    static final List<COSEAlgorithmIdentifier> ALGORITHMS =
            List.of(COSEAlgorithmIdentifier.EdDSA, COSEAlgorithmIdentifier.ES256, COSEAlgorithmIdentifier.RS256);

    private final ObjectConverter converter = new ObjectConverter();
    private final AttestedCredentialDataConverter credentials = new AttestedCredentialDataConverter(converter);
    private final WebAuthnManager manager = WebAuthnManager.createNonStrictWebAuthnManager(converter);
    private final String domain;
    private final Origin origin;

    /**
     * @param domain the name of this server, for which the device keeps the key
     * @param origin scheme, name and port of its pages
     */
    PasskeyVerifier(String domain, String origin) {
        this.domain = domain;
        this.origin = new Origin(origin);
    }

    /** A credential that a device made. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares credentials
    record Made(byte[] credentialId, byte[] credential, long signCount) {}

    /** What a device made, if it is right. */
    Optional<Made> made(byte[] challenge, byte[] attestation, byte[] clientData) {
        try {
            RegistrationData data = manager.verify(
                    new RegistrationRequest(attestation, clientData),
                    new RegistrationParameters(
                            property(challenge),
                            ALGORITHMS.stream()
                                    .map(algorithm -> new PublicKeyCredentialParameters(
                                            PublicKeyCredentialType.PUBLIC_KEY, algorithm))
                                    .toList(),
                            true,
                            true));
            return Optional.ofNullable(data.getAttestationObject())
                    .map(object -> object.getAuthenticatorData())
                    .flatMap(this::made);
        } catch (DataConversionException | VerificationException e) {
            LOG.info("a new passkey was refused: {}", e.toString());
            return Optional.empty();
        }
    }

    private Optional<Made> made(AuthenticatorData<?> data) {
        return Optional.ofNullable(data.getAttestedCredentialData())
                .map(credential ->
                        new Made(credential.getCredentialId(), credentials.convert(credential), data.getSignCount()));
    }

    /**
     * What the device counts now, if its signature is right.
     *
     * @param signed what the browser sent
     */
    Optional<Long> verified(byte[] challenge, Passkey passkey, Signed signed) {
        try {
            AttestedCredentialData credential = credentials.convert(passkey.credential());
            AuthenticationData data = manager.verify(
                    new AuthenticationRequest(
                            signed.credentialId(),
                            signed.userHandle(),
                            signed.authenticatorData(),
                            signed.clientData(),
                            signed.signature()),
                    new AuthenticationParameters(
                            property(challenge),
                            new CredentialRecordImpl(
                                    null, null, null, null, passkey.signCount(), credential, null, null, null, null),
                            List.of(passkey.credentialId()),
                            true,
                            true));
            return Optional.ofNullable(data.getAuthenticatorData()).map(AuthenticatorData::getSignCount);
        } catch (DataConversionException | VerificationException e) {
            LOG.info("a sign-in with passkey {} was refused: {}", passkey.id(), e.toString());
            return Optional.empty();
        }
    }

    /** What a browser sends of a sign-in. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares signatures
    record Signed(
            byte[] credentialId, byte[] userHandle, byte[] authenticatorData, byte[] clientData, byte[] signature) {}

    private ServerProperty property(byte[] challenge) {
        return ServerProperty.builder()
                .origin(origin)
                .rpId(domain)
                .challenge(new DefaultChallenge(challenge))
                .build();
    }
}
