// The addresses inside the application, kept behind '#': the server never sees them, nor a one-time token in one.

const plain = ["today", "replies", "accounts", "watches", "register", "feeds", "data-protection", "people", "audit"] as const;
// What the page Listen shows.
export const tabs = ["figures", "stories", "posts", "alerts"] as const;
export type Tab = (typeof tabs)[number];

export type Route =
  | { page: (typeof plain)[number] | "new-account" | "new-watch" | "unknown" }
  | { page: "listen"; tab: Tab }
  | { page: "account" | "watch" | "edit-watch"; id: string }
  | { page: "setup" | "invite" | "demo"; token: string };

const unknown: Route = { page: "unknown" };

export function parseRoute(hash: string): Route {
  const parts = hash.replace(/^#?\/?/, "").split("/").map(decode);
  const [first = "", second = "", third = ""] = parts;
  if (parts.length > 3) return unknown;
  if (first === "watches" && second) return watchRoute(second, third);
  if (third || parts.length > 2) return unknown;
  if (first === "" && !second) return { page: "today" };
  if (first === "listen") {
    const tab = second === "" ? "figures" : tabs.slice(1).find((one) => one === second);
    return tab ? { page: "listen", tab } : unknown;
  }
  if ((first === "setup" || first === "invite" || first === "demo") && second) return { page: first, token: second };
  if (first === "accounts" && second === "new") return { page: "new-account" };
  if (first === "accounts" && isId(second)) return { page: "account", id: second };
  const page = plain.find((one) => one === first);
  return page && !second ? { page } : unknown;
}

function watchRoute(second: string, third: string): Route {
  if (second === "new") return third ? unknown : { page: "new-watch" };
  if (!isId(second)) return unknown;
  if (third === "edit") return { page: "edit-watch", id: second };
  return third ? unknown : { page: "watch", id: second };
}

function isId(part: string): boolean {
  return /^\d{1,20}$/.test(part);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
