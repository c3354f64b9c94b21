// Passkeys: adds one on the page of an account, and signs in with one. The server asks for something to sign, the browser asks the person.
(() => {
  "use strict";

  const forms = document.querySelectorAll("[data-passkeys]");
  if (forms.length === 0) return;
  const supported = window.isSecureContext && window.PublicKeyCredential !== undefined;

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer ?? [])))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const ask = async (address, body) => {
    const answer = await fetch(address, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.why);
    return said;
  };

  const add = async (base, label) => {
    const options = await ask(`${base}add-options`, {});
    options.challenge = bytes(options.challenge);
    options.user.id = bytes(options.user.id);
    for (const each of options.excludeCredentials) each.id = bytes(each.id);
    const made = await navigator.credentials.create({ publicKey: options });
    await ask(`${base}add`, {
      label, attestation: text(made.response.attestationObject), clientData: text(made.response.clientDataJSON),
    });
    location.reload();
  };

  const enter = async (base) => {
    const options = await ask(`${base}options`, {});
    options.challenge = bytes(options.challenge);
    const signed = await navigator.credentials.get({ publicKey: options });
    const { to } = await ask(`${base}sign-in`, {
      id: text(signed.rawId), userHandle: text(signed.response.userHandle), signature: text(signed.response.signature),
      authenticatorData: text(signed.response.authenticatorData), clientData: text(signed.response.clientDataJSON),
    });
    location.assign(to);
  };

  for (const form of forms) {
    const says = form.querySelector("[role=alert]");
    const button = form.querySelector("button");
    button.disabled = !supported;
    if (!supported) {
      says.textContent = "This browser has no passkeys at this address.";
      says.hidden = false;
    }
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      says.hidden = true;
      button.disabled = true;
      try {
        const label = form.elements.label;
        await (label ? add(form.dataset.passkeys, label.value) : enter(form.dataset.passkeys));
      } catch (error) {
        // Whoever closed the question of their browser knows that they did.
        const words = error.name === "NotAllowedError" ? "Not done: the browser asked, and got no answer."
          : error.name === "InvalidStateError" ? "This device has a passkey for your account already." : error.message;
        says.textContent = words;
        says.hidden = false;
      } finally {
        button.disabled = false;
      }
    });
  }
})();
