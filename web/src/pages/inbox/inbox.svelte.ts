// The list of the inbox: one view of it, kept true while it is read. What arrives or leaves waits until the reader asks,
// so that nothing moves under her eyes; what changes in a row that is shown changes at once.
import { type ConversationCounts, type Row, type SearchPage, conversations } from "../../desk_api.ts";
import { onChange, settled } from "../../live.ts";
import { noticeEnd } from "../../session.svelte.ts";
import { type View, everything, formatView, parseView } from "./view_query.ts";

const rhythm = 400; // milliseconds between two looks
const spread = 150; // not all at the same moment

class Inbox {
  view = $state.raw<View>(everything);
  saved = $state<string | null>(null); // the saved view that is shown, as it is kept
  rows = $state.raw<Row[]>([]);
  next = $state<string | null>(null);
  fresh = $state.raw<Row[]>([]); // come since
  left = $state(0); // gone since
  counts = $state.raw<ConversationCounts | null>(null);
  found = $state.raw<SearchPage | null>(null);
  loaded = $state(false);
  problem = $state.raw<unknown>(null);
  picked = $state.raw<ReadonlySet<string>>(new Set()); // rows, to be answered together
  #etag = "";
  #latest: { rows: Row[]; next: string | null } | null = null;
  #asked = 0;

  get query(): string {
    return formatView(this.view);
  }

  async look(query: string, saved: string | null = null): Promise<void> {
    const view = parseView(query);
    this.saved = saved;
    if (this.loaded && formatView(view) === this.query) return this.refresh();
    this.view = view;
    this.rows = [];
    this.found = null;
    this.picked = new Set();
    this.loaded = false;
    this.#etag = "";
    this.#clear();
    await this.refresh();
  }

  async refresh(): Promise<void> {
    const asked = ++this.#asked;
    const query = this.query;
    try {
      if (this.view.words) {
        const found = await conversations.search(query, null);
        if (asked === this.#asked) this.found = found;
      } else {
        let etag = "";
        const page = await conversations.list(query, null, this.#etag, (fields) => (etag = fields.get("ETag") ?? ""));
        if (asked === this.#asked && page) {
          this.#etag = etag;
          this.#take(page.conversations, page.next);
        }
      }
      if (asked !== this.#asked) return;
      this.loaded = true;
      this.problem = null;
      this.counts = await conversations.counts();
    } catch (failure) {
      if (asked !== this.#asked) return;
      this.problem = failure;
      noticeEnd(failure);
    }
  }

  async older(): Promise<void> {
    try {
      if (this.found?.next) {
        const more = await conversations.search(this.query, this.found.next);
        this.found = { ...more, hits: [...this.found.hits, ...more.hits] };
      } else if (this.next) {
        const page = await conversations.list(this.query, this.next, "", () => undefined);
        if (!page) return;
        const known = new Set(this.rows.map(({ id }) => id));
        this.rows = [...this.rows, ...page.conversations.filter(({ id }) => !known.has(id))];
        this.next = page.next;
      }
    } catch (failure) {
      this.problem = failure;
      noticeEnd(failure);
    }
  }

  // What the server said of one row, here or in the open conversation.
  put(row: Row): void {
    const changed = (one: Row) => (one.id === row.id && one.revision <= row.revision ? { ...one, ...row } : one);
    if (this.rows.some(({ id }) => id === row.id)) this.rows = this.rows.map(changed);
  }

  // What came since is shown, what left goes.
  show(): void {
    if (!this.#latest) return;
    this.rows = this.#latest.rows;
    this.next = this.#latest.next;
    this.#clear();
  }

  pick(id: string): void {
    const picked = new Set(this.picked);
    if (!picked.delete(id)) picked.add(id);
    this.picked = picked;
  }

  // The next (1) or previous (-1) of the list.
  beside(id: string | null, step: number): Row | undefined {
    const list = this.found ? this.found.hits.map(({ conversation }) => conversation) : this.rows;
    const at = list.findIndex((row) => row.id === id);
    return list[at < 0 ? (step > 0 ? 0 : list.length - 1) : at + step];
  }

  #take(page: Row[], next: string | null): void {
    if (!this.rows.length) {
      this.rows = page;
      this.next = next;
      return this.#clear();
    }
    const byId = new Map(page.map((row) => [row.id, row]));
    const shown = new Set(this.rows.map(({ id }) => id));
    // Beyond its first page nothing is known.
    const end = next === null ? this.rows.length : this.rows.findLastIndex(({ id }) => byId.has(id));
    this.left = this.rows.filter(({ id }, index) => index <= end && !byId.has(id)).length;
    this.rows = this.rows.map((row) => byId.get(row.id) ?? row);
    this.fresh = page.filter(({ id }) => !shown.has(id));
    this.#latest = { rows: page, next };
  }

  #clear(): void {
    this.fresh = [];
    this.left = 0;
    this.#latest = null;
  }
}

export const inbox = new Inbox();

// Looks again when a conversation of a desk that is shown changed; until the returned function is called.
export function followInbox(): () => void {
  const again = settled(async () => {
    await new Promise((done) => setTimeout(done, Math.random() * spread));
    await inbox.refresh();
  }, rhythm);
  const undo = [
    onChange("conversation", (facts) => {
      const desks = Array.isArray(facts.desks) ? facts.desks : null;
      if (!desks || !inbox.view.desk || desks.includes(inbox.view.desk)) again();
    }),
    onChange("clock", again),
    onChange("desk", again),
  ];
  return () => undo.forEach((one) => one());
}
