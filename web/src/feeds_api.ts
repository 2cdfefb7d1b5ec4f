// The registered feeds of press pages, as docs/api/openapi.yaml describes them.
import { at, call } from "./api.ts";

export interface Feed {
  id: string;
  title: string;
  url: string; // as it was registered
  address: string; // where it is now
  actor: { id: string; name: string } | null;
  added_by: string;
  added: string;
  state: "active" | "paused" | "gone";
  next_poll: string | null;
  last_poll: string | null;
  last_success: string | null;
  failures: number; // in a row
  last_status: number | null;
  last_error: string | null;
  last_note: string | null;
  entries: number;
}
export interface FeedPreview {
  address: string;
  title: string;
  language: string | null;
  link: string | null;
  kind: "RSS" | "Atom" | "JSON Feed";
  entries: number;
  latest: { title: string; url: string | null; published: string | null; language: string | null }[];
  note: string | null;
}

export const feeds = {
  all: () => call<{ feeds: Feed[] }>("GET", "/feeds").then((answer) => answer.feeds),
  preview: (url: string) => call<FeedPreview>("POST", "/feeds/preview", { url }),
  add: (url: string, actor: string | null) => call<Feed>("POST", "/feeds", { url, actor }),
  setActor: (id: string, actor: string | null) => call<Feed>("PUT", `/feeds/${at(id)}/actor`, { actor }),
  pause: (id: string) => call<Feed>("POST", `/feeds/${at(id)}/pause`, {}),
  resume: (id: string) => call<Feed>("POST", `/feeds/${at(id)}/resume`, {}),
  remove: (id: string) => call<void>("DELETE", `/feeds/${at(id)}`),
};
