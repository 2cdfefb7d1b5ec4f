// One's own passkeys and recovery codes, as docs/api/openapi.yaml describes them, and what the browser does for them.
// Bytes travel as base64url.
import { type Session, at, call, keepToken } from "./api.ts";

export interface Passkey {
  id: string;
  name: string;
  made: string;
  used: string | null;
  backed_up: boolean; // her devices share it
}
export interface Passkeys {
  passkeys: Passkey[];
  recovery_codes: number; // left
  method: "totp" | "passkey" | "recovery"; // of this session
  host: string; // where passkeys serve
}
interface Offer {
  challenge: string;
  host: string;
  institution: string;
  handle: string;
  login: string;
  name: string;
  known: string[];
  algorithms: number[];
}

export const security = {
  passkeys: () => call<Passkeys>("GET", "/passkeys"),
  offer: () => call<Offer>("POST", "/passkeys/options", {}),
  add: (body: { challenge: string; name: string; client_data: string; attestation_object: string }) =>
    call<Passkey>("POST", "/passkeys", body),
  rename: (id: string, name: string) => call<Passkeys>("POST", `/passkeys/${at(id)}/name`, { name }),
  remove: (id: string) => call<void>("DELETE", `/passkeys/${at(id)}`),
  renewCodes: () => call<{ codes: string[] }>("POST", "/recovery-codes", {}).then((answer) => answer.codes),
  challenge: () => call<{ challenge: string; host: string }>("POST", "/session/passkey/options", {}),
  signIn: (body: Record<string, string>) => call<Session>("POST", "/session/passkey", body).then(keepToken),
  recover: (login: string, password: string, recovery_code: string) =>
    call<Session>("POST", "/session", { login, password, recovery_code }).then(keepToken),
};

// Whether this browser, at this address, may keep passkeys for us.
export function passkeysServe(host: string): boolean {
  const here = location.hostname;
  return typeof PublicKeyCredential !== "undefined" && (here === host || here.endsWith(`.${host}`));
}

function toText(bytes: ArrayBuffer): string {
  const letters = [...new Uint8Array(bytes)].map((byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function toBytes(text: string): Uint8Array<ArrayBuffer> {
  const letters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
}

// Asks the person to make a passkey on her device. Null: she did not.
export async function makePasskey(name: string): Promise<Passkey | null> {
  const offer = await security.offer();
  const made = await ask(() =>
    navigator.credentials.create({
      publicKey: {
        challenge: toBytes(offer.challenge),
        rp: { id: offer.host, name: offer.institution },
        user: { id: toBytes(offer.handle), name: offer.login, displayName: offer.name },
        pubKeyCredParams: offer.algorithms.map((alg) => ({ type: "public-key", alg })),
        excludeCredentials: offer.known.map((id) => ({ type: "public-key", id: toBytes(id) })),
        authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
        attestation: "none",
      },
    }),
  );
  if (!made) return null;
  const response = made.response as AuthenticatorAttestationResponse;
  return security.add({
    challenge: offer.challenge,
    name,
    client_data: toText(response.clientDataJSON),
    attestation_object: toText(response.attestationObject),
  });
}

// Signs in with one of the passkeys her device has for us. Null: she did not.
export async function signInWithPasskey(): Promise<Session | null> {
  const { challenge, host } = await security.challenge();
  const found = await ask(() =>
    navigator.credentials.get({
      publicKey: { challenge: toBytes(challenge), rpId: host, userVerification: "required" },
    }),
  );
  if (!found) return null;
  const response = found.response as AuthenticatorAssertionResponse;
  return security.signIn({
    challenge,
    credential: toText(found.rawId),
    client_data: toText(response.clientDataJSON),
    authenticator_data: toText(response.authenticatorData),
    signature: toText(response.signature),
    ...(response.userHandle ? { handle: toText(response.userHandle) } : {}),
  });
}

// What the browser throws when she says no, or waits too long, is an answer.
async function ask(act: () => Promise<Credential | null>): Promise<PublicKeyCredential | null> {
  try {
    return (await act()) as PublicKeyCredential | null;
  } catch (failure) {
    if (failure instanceof DOMException && (failure.name === "NotAllowedError" || failure.name === "AbortError")) return null;
    throw failure;
  }
}
