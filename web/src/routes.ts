// The addresses inside the application, kept behind '#': the server never sees them, nor a one-time token in one.

import { type List, listNames } from "./pages/posts/standing.ts";

const plain = [
  "today",
  "approvals",
  "calendar",
  "deliveries",
  "accounts",
  "watches",
  "register",
  "feeds",
  "data-protection",
  "people",
  "audit",
  "sign",
  "routing",
  "chains",
  "handover",
  "monday",
  "security",
  "auditor",
  "integrations",
  "retention",
] as const;
// A list, and one of it by its number.
const listed = { qa: "qa-room", lines: "line", floods: "flood", desks: "desk", fire: "fire-post" } as const;
type Listed = keyof typeof listed;
// What the page Listen shows.
export const tabs = ["figures", "stories", "posts", "alerts"] as const;
export type Tab = (typeof tabs)[number];
// What the page Moderation shows.
export const moderationTabs = ["waiting", "servers", "people", "reports"] as const;
export type ModerationTab = (typeof moderationTabs)[number];
// What the page Reading shows.
export const readingTabs = ["said", "following"] as const;
export type ReadingTab = (typeof readingTabs)[number];

// What is shown of a desk.
export const deskTabs = ["work", "hours", "duty", "people"] as const;
export type DeskTab = (typeof deskTabs)[number];

export type Route =
  | { page: (typeof plain)[number] | Listed | "start" | "new-account" | "new-watch" | "unknown" }
  | { page: "inbox"; conversation: string | null; view: string | null } // that is open; the saved view, "before" the built-in one
  | { page: "crises" | "assertions"; about: string | null } // what a new one is about: the post under fire, the crisis
  | { page: Exclude<(typeof listed)[Listed], "desk">; id: string }
  | { page: "desk"; id: string; tab: DeskTab }
  | { page: "crisis" | "wall" | "assertion"; id: string }
  | { page: "listen"; tab: Tab }
  | { page: "moderation"; tab: ModerationTab }
  | { page: "reading"; tab: ReadingTab }
  | { page: "posts"; list: List }
  | { page: "share"; address: string } // of the post to share; empty: to be written
  | { page: "new-post"; account: string | null; answers: string | null } // the account it is for, the note it answers
  | { page: "account" | "account-rights" | "account-profile" | "account-permissions" | "account-followers" | "post" | "edit-post" | "watch" | "edit-watch"; id: string }
  | { page: "setup" | "invite" | "demo"; token: string };

const unknown: Route = { page: "unknown" };

export function parseRoute(hash: string): Route {
  const parts = hash.replace(/^#?\/?/, "").split("/").map(decode);
  const [first = "", second = "", third = ""] = parts;
  if (parts.length > 3) return unknown;
  if (first === "inbox") return inboxRoute(second, third);
  if (first === "desks" && isId(second)) {
    const tab = tabOf(deskTabs, third);
    return tab ? { page: "desk", id: second, tab } : unknown;
  }
  if (first === "crises" || first === "assertions") return crisisRoute(first, second, third);
  if (first === "watches" && second) return watchRoute(second, third);
  if (first === "posts") return postRoute(second, third);
  if (first === "accounts" && isId(second) && third === "post") return { page: "new-post", account: second, answers: null };
  if (first === "accounts" && isId(second) && (third === "rights" || third === "profile" || third === "permissions" || third === "followers"))
    return { page: `account-${third}`, id: second };
  if (third || parts.length > 2) return unknown;
  if (first === "" && !second) return { page: "start" };
  if (isListed(first)) {
    if (second === "") return { page: first };
    return isId(second) && first !== "desks" ? { page: listed[first], id: second } : unknown;
  }
  if (first === "listen") {
    const tab = tabOf(tabs, second);
    return tab ? { page: "listen", tab } : unknown;
  }
  if (first === "moderation") {
    const tab = tabOf(moderationTabs, second);
    return tab ? { page: "moderation", tab } : unknown;
  }
  if (first === "reading") {
    const tab = tabOf(readingTabs, second);
    return tab ? { page: "reading", tab } : unknown;
  }
  if ((first === "setup" || first === "invite" || first === "demo") && second) return { page: first, token: second };
  if (first === "accounts" && second === "new") return { page: "new-account" };
  if (first === "accounts" && isId(second)) return { page: "account", id: second };
  const page = plain.find((one) => one === first);
  return page && !second ? { page } : unknown;
}

// The first tab has the page's own address.
function tabOf<Name extends string>(names: readonly Name[], part: string): Name | undefined {
  return part === "" ? names[0] : names.slice(1).find((one) => one === part);
}

// inbox, inbox/c/ID, inbox/view/ID, inbox/view/before
function inboxRoute(second: string, third: string): Route {
  if (second === "" && third === "") return { page: "inbox", conversation: null, view: null };
  if (second === "view") return isId(third) || third === "before" ? { page: "inbox", conversation: null, view: third } : unknown;
  return second === "c" && isId(third) ? { page: "inbox", conversation: third, view: null } : unknown;
}

// crises, crises/new/POST, crises/ID, crises/ID/wall; assertions, assertions/new/CRISIS, assertions/ID
function crisisRoute(page: "crises" | "assertions", second: string, third: string): Route {
  if (second === "new") return isId(third) ? { page, about: third } : unknown;
  if (second === "") return third ? unknown : { page, about: null };
  if (!isId(second)) return unknown;
  if (page === "crises" && third === "wall") return { page: "wall", id: second };
  return third ? unknown : { page: page === "crises" ? "crisis" : "assertion", id: second };
}

function isListed(part: string): part is Listed {
  return Object.hasOwn(listed, part);
}

function watchRoute(second: string, third: string): Route {
  if (second === "new") return third ? unknown : { page: "new-watch" };
  if (!isId(second)) return unknown;
  if (third === "edit") return { page: "edit-watch", id: second };
  return third ? unknown : { page: "watch", id: second };
}

function postRoute(second: string, third: string): Route {
  if (second === "share") return { page: "share", address: third };
  if (second === "new") {
    if (third && !isId(third)) return unknown;
    return { page: "new-post", account: null, answers: third || null };
  }
  if (isId(second)) {
    if (third === "edit") return { page: "edit-post", id: second };
    return third ? unknown : { page: "post", id: second };
  }
  const list = second === "" ? "mine" : listNames.slice(1).find((one) => one === second);
  return list && !third ? { page: "posts", list } : unknown;
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
