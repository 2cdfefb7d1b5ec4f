// Saved views of the inbox, as docs/api/openapi.yaml describes them.
import { at, call } from "./api.ts";
import type { Named } from "./desk_api.ts";

export interface SavedView {
  id: string;
  name: string;
  query: string; // as pages/inbox/view_query.ts reads it
  desk: Named | null; // shared with whoever reads there
  position: number;
  may_change: boolean;
}
export interface SavedViews {
  views: SavedView[]; // own ones first
  desks: Named[]; // one may share with
}
export interface NewView {
  name: string;
  query: string;
  desk: string | null;
  position?: number; // absent: last
}

export const views = {
  all: () => call<SavedViews>("GET", "/views"),
  save: (view: NewView) => call<SavedView>("POST", "/views", view),
  change: (id: string, view: NewView) => call<SavedView>("PUT", `/views/${at(id)}`, view),
  remove: (id: string) => call<void>("DELETE", `/views/${at(id)}`),
};
