// Addresses of servers, people and posts elsewhere, as they are written and as they are shown.

// What may become a link, whatever a server sent.
export function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^\s/]/i.test(text);
}

// "https://mfa.example/users/press/" is read as "mfa.example/users/press". Not a handle: only its server knows that.
export function shortAddress(address: string): string {
  return address.replace(/^https?:\/\//i, "").replace(/\/$/, "");
}

// The server in what somebody wrote ("https://Bad.Example/", "*.bad.example"), in ASCII; empty where it names none, or
// a person or page there: a rule for a whole server is never made of one person's address.
export function serverName(written: string): string {
  const bare = written.trim().replace(/^\*\./, "");
  if (bare === "" || bare.includes("@")) return "";
  try {
    const url = new URL(isWebAddress(bare) ? bare : `https://${bare}`);
    return url.pathname === "/" && url.search === "" && url.hash === "" ? url.hostname : "";
  } catch {
    return "";
  }
}

export function serverOf(address: string): string {
  try {
    return new URL(address).host;
  } catch {
    return address;
  }
}

// One a line or between blanks, each once.
export function addressesIn(text: string): string[] {
  return [...new Set(text.split(/\s+/).filter((one) => one !== ""))];
}
