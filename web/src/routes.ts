// The addresses inside the application, kept behind '#': the server never sees them, nor a one-time token in one.

export type Route =
  | { page: "listen" | "replies" | "accounts" | "new-account" | "people" | "audit" | "unknown" }
  | { page: "account"; id: string }
  | { page: "setup" | "invite" | "demo"; token: string };

export function parseRoute(hash: string): Route {
  const parts = hash.replace(/^#?\/?/, "").split("/").map(decode);
  const [first = "", second = "", third] = parts;
  if (third !== undefined) return { page: "unknown" };
  if (first === "" || first === "listen") return { page: second ? "unknown" : "listen" };
  if (first === "setup" && second) return { page: "setup", token: second };
  if (first === "invite" && second) return { page: "invite", token: second };
  if (first === "demo" && second) return { page: "demo", token: second };
  if (first === "accounts") {
    if (!second) return { page: "accounts" };
    if (second === "new") return { page: "new-account" };
    return /^\d{1,20}$/.test(second) ? { page: "account", id: second } : { page: "unknown" };
  }
  if (!second && (first === "replies" || first === "people" || first === "audit")) return { page: first };
  return { page: "unknown" };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
