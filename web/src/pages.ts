// Every page: whose right it needs, which words it speaks, where it stands in the navigation, and how it is loaded.
import type { Component } from "svelte";
import type { IconName } from "./parts/Icon.svelte";
import type { Right } from "./rights.ts";
import { visit } from "./router.svelte.ts";
import type { Route } from "./routes.ts";
import type { Key, Part } from "./text.svelte.ts";

type Name = Route["page"];
export interface Page<Here = Route> {
  place: string; // the link of the navigation that leads here
  needs?: Right; // none: for everybody signed in
  words: readonly Part[];
  load: () => Promise<{ default: Component<any> }>;
  wide?: boolean; // it fills the window and sets its own margins
  bare?: boolean; // without navigation: for a screen nobody sits at
  props?: (here: Here) => Record<string, unknown>;
  // The page begins anew when this changes.
  anew?: (here: Here) => unknown;
}
type Pages = { readonly [One in Name]?: Page<Route & { page: One }> };

const tab = (here: { tab: string }) => ({ tab: here.tab });
const id = (here: { id: string }) => ({ id: here.id });
const about = (here: { about: string | null }) => ({ about: here.about });
const byId = { props: id, anew: (here: { id: string }) => here.id };

// One line a page, in the order of the navigation.
const pages: Pages = {
  inbox: { place: "/inbox", needs: "read_desk", words: ["inbox"], wide: true, load: () => import("./pages/Inbox.svelte"), props: (here) => ({ conversation: here.conversation, view: here.view }) },
  sign: { place: "/inbox", needs: "read_accounts", words: ["inbox", "desk"], load: () => import("./pages/Sign.svelte") },
  lines: { place: "/lines", needs: "read_desk", words: ["tools", "desk", "topics"], load: () => import("./pages/Lines.svelte") },
  line: { place: "/lines", needs: "read_desk", words: ["tools", "desk"], load: () => import("./pages/Line.svelte"), ...byId },
  chains: { place: "/chains", needs: "read_desk", words: ["tools"], load: () => import("./pages/Chains.svelte") },
  flood: { place: "/inbox", needs: "read_desk", words: ["tools", "desk", "inbox", "posts"], load: () => import("./pages/Flood.svelte"), ...byId },
  handover: { place: "/handover", needs: "read_desk", words: ["shift"], load: () => import("./pages/Handover.svelte") },
  monday: { place: "/monday", needs: "read_desk", words: ["shift", "topics"], load: () => import("./pages/Monday.svelte") },
  qa: { place: "/qa", needs: "read_desk", words: ["qa", "posts"], load: () => import("./pages/Qa.svelte") },
  "qa-room": { place: "/qa", needs: "read_desk", words: ["qa", "posts"], load: () => import("./pages/QaRoom.svelte"), ...byId },
  today: { place: "/today", needs: "read_listening", words: ["heard", "topics"], load: () => import("./pages/Today.svelte") },

  posts: { place: "/posts", needs: "read_accounts", words: ["posts"], load: () => import("./pages/Posts.svelte"), props: (here) => ({ list: here.list }), anew: (here) => here.list },
  post: { place: "/posts", needs: "read_accounts", words: ["posts"], load: () => import("./pages/Post.svelte"), ...byId },
  share: { place: "/posts", needs: "publish", words: ["posts"], load: () => import("./pages/Share.svelte"), props: (here) => ({ address: here.address }), anew: visit },
  "new-post": { place: "/posts", needs: "publish", words: ["posts"], load: () => import("./pages/PostEditor.svelte"), props: (here) => ({ id: null, account: here.account, answers: here.answers }), anew: visit },
  "edit-post": { place: "/posts", needs: "publish", words: ["posts"], load: () => import("./pages/PostEditor.svelte"), props: id, anew: visit },
  approvals: { place: "/approvals", needs: "read_accounts", words: ["posts"], load: () => import("./pages/Approvals.svelte") },
  calendar: { place: "/calendar", needs: "read_accounts", words: ["posts"], load: () => import("./pages/Calendar.svelte") },
  moderation: { place: "/moderation", needs: "moderate", words: ["posts"], load: () => import("./pages/Moderation.svelte"), props: tab },
  reading: { place: "/reading", needs: "read_accounts", words: ["posts"], load: () => import("./pages/Reading.svelte"), props: tab },
  accounts: { place: "/accounts", needs: "read_accounts", words: ["posts"], load: () => import("./pages/Accounts.svelte") },
  account: { place: "/accounts", needs: "read_accounts", words: ["posts"], load: () => import("./pages/Account.svelte"), ...byId },
  "new-account": { place: "/accounts", needs: "manage_accounts", words: ["posts"], load: () => import("./pages/NewAccount.svelte") },
  "account-rights": { place: "/accounts", needs: "read_accounts", words: ["posts"], load: () => import("./pages/AccountRights.svelte"), ...byId },
  "account-profile": { place: "/accounts", needs: "publish", words: ["posts"], load: () => import("./pages/AccountProfile.svelte"), ...byId },
  "account-followers": { place: "/accounts", needs: "read_accounts", words: ["posts"], load: () => import("./pages/Followers.svelte"), ...byId },
  "account-permissions": { place: "/accounts", needs: "read_accounts", words: ["posts"], load: () => import("./pages/AccountPermissions.svelte"), ...byId },
  deliveries: { place: "/deliveries", needs: "read_accounts", words: ["posts"], load: () => import("./pages/Deliveries.svelte") },

  listen: { place: "/listen", needs: "read_listening", words: ["heard", "listen", "topics"], load: () => import("./pages/Listen.svelte"), props: tab },
  watches: { place: "/watches", needs: "read_listening", words: ["heard", "listen"], load: () => import("./pages/Watches.svelte") },
  watch: { place: "/watches", needs: "read_listening", words: ["heard", "listen"], load: () => import("./pages/Watch.svelte"), ...byId },
  "new-watch": { place: "/watches", needs: "manage_watches", words: ["listen"], load: () => import("./pages/WatchEditor.svelte"), props: () => ({ id: null }) },
  "edit-watch": { place: "/watches", needs: "manage_watches", words: ["listen"], load: () => import("./pages/WatchEditor.svelte"), props: id },
  register: { place: "/register", needs: "read_listening", words: ["listen"], load: () => import("./pages/Register.svelte") },
  feeds: { place: "/feeds", needs: "read_listening", words: ["listen"], load: () => import("./pages/Feeds.svelte") },

  fire: { place: "/fire", needs: "handle_crisis", words: ["fire", "heard", "topics"], load: () => import("./pages/Fire.svelte") },
  "fire-post": { place: "/fire", needs: "handle_crisis", words: ["fire"], load: () => import("./pages/FirePost.svelte"), ...byId },
  crises: { place: "/fire", needs: "handle_crisis", words: ["fire"], load: () => import("./pages/Crises.svelte"), props: about, anew: visit },
  crisis: { place: "/fire", needs: "handle_crisis", words: ["fire", "posts"], load: () => import("./pages/Crisis.svelte"), ...byId },
  wall: { place: "/fire", needs: "handle_crisis", words: ["fire"], wide: true, bare: true, load: () => import("./pages/Wall.svelte"), ...byId },
  assertions: { place: "/fire", needs: "handle_crisis", words: ["fire"], load: () => import("./pages/Assertions.svelte"), props: about, anew: visit },
  assertion: { place: "/fire", needs: "handle_crisis", words: ["fire"], load: () => import("./pages/Assertion.svelte"), ...byId },

  "data-protection": { place: "/data-protection", needs: "read_data_protection", words: ["heard", "house", "listen"], load: () => import("./pages/DataProtection.svelte") },
  desks: { place: "/desks", needs: "read_desk", words: ["hours"], load: () => import("./pages/Desks.svelte") },
  desk: { place: "/desks", needs: "read_desk", words: ["hours", "house"], load: () => import("./pages/Desk.svelte"), props: (here) => ({ id: here.id, tab: here.tab }), anew: (here) => here.id },
  routing: { place: "/desks", needs: "manage_desks", words: ["hours", "desk"], load: () => import("./pages/Routing.svelte") },
  people: { place: "/people", needs: "manage_users", words: ["house"], load: () => import("./pages/People.svelte") },
  security: { place: "/security", words: ["house"], load: () => import("./pages/Security.svelte") },
  integrations: { place: "/integrations", needs: "manage_integrations", words: ["house"], load: () => import("./pages/Integrations.svelte") },
  auditor: { place: "/auditor", needs: "read_records", words: ["house"], load: () => import("./pages/Auditor.svelte") },
  retention: { place: "/retention", needs: "read_records", words: ["house"], load: () => import("./pages/Retention.svelte") },
  audit: { place: "/audit", needs: "read_audit", words: ["house", "audit"], load: () => import("./pages/Audit.svelte") },
};

export function pageOf(name: Name): Page | undefined {
  return pages[name] as Page | undefined;
}

// A link of the navigation.
export interface Place {
  path: string;
  label: Key;
  icon: IconName;
  key: string;
  needs: Right;
  // Always in sight on a phone; the others wait under "More".
  first?: boolean;
}

// By what one comes for; a hairline parts the groups.
export const places: readonly (readonly Place[])[] = [
  [
    { path: "/inbox", label: "nav.inbox", icon: "inbox", key: "g n", needs: "read_desk", first: true },
    { path: "/today", label: "nav.today", icon: "today", key: "g t", needs: "read_listening", first: true },
  ],
  [
    { path: "/handover", label: "nav.handover", icon: "hand", key: "g h", needs: "read_desk" },
    { path: "/monday", label: "nav.monday", icon: "table", key: "g j", needs: "read_desk" },
    { path: "/qa", label: "nav.qa", icon: "replies", key: "g q", needs: "read_desk" },
    { path: "/lines", label: "nav.lines", icon: "approve", key: "g e", needs: "read_desk" },
    { path: "/chains", label: "nav.chains", icon: "check", key: "g x", needs: "read_desk" },
  ],
  [
    { path: "/posts", label: "nav.posts", icon: "posts", key: "g o", needs: "read_accounts" },
    { path: "/approvals", label: "nav.approvals", icon: "approve", key: "g v", needs: "read_accounts" },
    { path: "/calendar", label: "nav.calendar", icon: "calendar", key: "g c", needs: "read_accounts" },
    { path: "/accounts", label: "nav.accounts", icon: "accounts", key: "g a", needs: "read_accounts" },
    { path: "/reading", label: "nav.reading", icon: "book", key: "g i", needs: "read_accounts" },
    { path: "/moderation", label: "nav.moderation", icon: "filter", key: "g m", needs: "moderate" },
    { path: "/deliveries", label: "nav.deliveries", icon: "delivery", key: "g y", needs: "read_accounts" },
    { path: "/fire", label: "nav.fire", icon: "warning", key: "g k", needs: "handle_crisis" },
  ],
  [
    { path: "/listen", label: "nav.listen", icon: "listen", key: "g l", needs: "read_listening", first: true },
    { path: "/watches", label: "nav.watches", icon: "watch", key: "g w", needs: "read_listening" },
    { path: "/register", label: "nav.register", icon: "register", key: "g b", needs: "read_listening" },
    { path: "/feeds", label: "nav.feeds", icon: "feeds", key: "g f", needs: "read_listening" },
  ],
  [
    { path: "/data-protection", label: "nav.dataProtection", icon: "shield", key: "g d", needs: "read_data_protection" },
    { path: "/desks", label: "nav.desks", icon: "clock", key: "g s", needs: "read_desk" },
    { path: "/people", label: "nav.people", icon: "people", key: "g p", needs: "manage_users" },
    { path: "/integrations", label: "nav.integrations", icon: "connect", key: "g 0", needs: "manage_integrations" },
    { path: "/auditor", label: "nav.auditor", icon: "book", key: "g g", needs: "read_records" },
    { path: "/retention", label: "nav.retention", icon: "calendar", key: "g z", needs: "read_records" },
    { path: "/audit", label: "nav.audit", icon: "audit", key: "g u", needs: "read_audit" },
  ],
];
