// Saved views, kept while the inbox is read: the list and the keys know the same ones.
import type { Named } from "../../desk_api.ts";
import { noticeEnd } from "../../session.svelte.ts";
import { type SavedView, views } from "../../views_api.ts";
import { shownPlaces } from "./view_query.ts";

// What was there before the inbox was. Its id is a word: it is nobody's to change.
export const before = { id: "before", query: "place:open is:imported" } as const;

class SavedList {
  all = $state.raw<SavedView[]>([]);
  desks = $state.raw<Named[]>([]);
  problem = $state.raw<unknown>(null);
  #asked: Promise<void> | null = null;

  async load(): Promise<void> {
    try {
      const found = await views.all();
      this.all = found.views;
      this.desks = found.desks;
      this.problem = null;
    } catch (failure) {
      this.problem = failure;
      noticeEnd(failure);
    }
  }

  // Nothing where there is none, or none any more.
  async query(id: string): Promise<string | undefined> {
    if (id === before.id) return before.query;
    if (!this.all.some((view) => view.id === id)) await (this.#asked ??= this.load().finally(() => (this.#asked = null)));
    return this.all.find((view) => view.id === id)?.query;
  }

  // The key that shows it, after those of the places.
  key(id: string): string | undefined {
    const at = this.all.findIndex((view) => view.id === id) + shownPlaces.length + 1;
    return at > shownPlaces.length && at <= 9 ? String(at) : undefined;
  }
}

export const saved = new SavedList();
