-- People who signed in once with their SSH key may add passkeys, and sign in with those.

CREATE TABLE passkey (
    passkey_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id    bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    credential_id bytea NOT NULL UNIQUE CHECK (length(credential_id) BETWEEN 1 AND 1023),
    credential    bytea NOT NULL CHECK (length(credential) <= 4096),
    sign_count    bigint NOT NULL CHECK (sign_count >= 0),
    label         text NOT NULL CHECK (length(label) BETWEEN 1 AND 100),
    created_at    timestamptz NOT NULL,
    used_at       timestamptz
);
CREATE INDEX passkey_account ON passkey (account_id);
COMMENT ON TABLE passkey IS 'A WebAuthn credential that signs a person in; its private key never leaves the person''s device';
COMMENT ON COLUMN passkey.passkey_id IS 'Number in login list';
COMMENT ON COLUMN passkey.account_id IS 'Whom it signs in';
COMMENT ON COLUMN passkey.credential_id IS 'How the device calls it';
COMMENT ON COLUMN passkey.credential IS 'The attested credential data of WebAuthn: the device''s model, the name and the public key, as it sent them';
COMMENT ON COLUMN passkey.sign_count IS 'What the device counted at the last sign-in; 0 where it does not count';
COMMENT ON COLUMN passkey.label IS 'What the person calls it';
COMMENT ON COLUMN passkey.created_at IS 'When it was added';
COMMENT ON COLUMN passkey.used_at IS 'When it signed in last; empty: never';
