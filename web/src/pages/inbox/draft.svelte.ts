// The reply the reader writes: saved on the server shortly after the last key, under the token by which she holds the
// conversation. Once another holds it, what she typed stays on the page and goes nowhere.
import { untrack } from "svelte";
import { Problem } from "../../api.ts";
import { type Conversation, type Draft, conversations } from "../../desk_api.ts";
import type { LineSuggestion } from "../../lines_api.ts";
import type { PostBody, Visibility } from "../../posts_api.ts";
import { noticeEnd } from "../../session.svelte.ts";
import { emptyBody, notYet, same, savable } from "../posts/body.ts";

const pause = 1500; // milliseconds after the last key

export class ReplyDraft {
  body = $state<PostBody>(emptyBody("", "en"));
  keepOpen = $state(false);
  line = $state<string | null>(null); // the approved line it was made of
  chosen = $state.raw<Pick<LineSuggestion, "line" | "version"> | null>(null); // its text, until that is saved
  post = $state.raw<Draft | null>(null);
  savedAt = $state<string | null>(null);
  busy = $state(false);
  failure = $state.raw<unknown>(null);
  lost = $state(""); // why it cannot be saved any more: who has it now
  dirty = $derived.by(() => (this.post ? !same(this.body, this.post.body) || this.keepOpen !== this.post.keep_open || this.line !== this.post.line || this.chosen !== null : notYet(this.body) !== "empty"));
  readonly #id: string;
  readonly #token: () => number;
  #again = false;
  #saving: Promise<boolean> | null = null;
  #late: ReturnType<typeof setTimeout> | undefined;

  constructor(conversation: Conversation, token: () => number) {
    this.#id = conversation.id;
    this.#token = token;
    const asked = conversation.messages_shown.find(({ note }) => note === conversation.to_answer);
    this.body = { ...emptyBody(conversation.account.id, writtenIn(conversation)), visibility: answerTo(asked?.said?.visibility), in_reply_to: conversation.to_answer };
    if (conversation.draft_post) this.take(conversation.draft_post);
  }

  take(found: Draft): void {
    this.post = found;
    this.body = structuredClone(found.body);
    this.keepOpen = found.keep_open;
    this.line = found.line;
    this.chosen = null;
    this.savedAt = found.changed_at;
    this.failure = null;
  }

  // Made of this text from now on.
  use(text: LineSuggestion): void {
    this.line = text.line;
    this.chosen = text;
    this.keepOpen ||= text.purpose === "holding";
  }

  unbind(): void {
    this.line = this.chosen = null;
  }

  // Called with every change.
  typed(): void {
    untrack(() => {
      clearTimeout(this.#late);
      if (this.dirty) this.#late = setTimeout(() => void this.save(), pause);
    });
  }

  // True when all that is written stands on the server. What is written while it saves is saved after it.
  async save(): Promise<boolean> {
    clearTimeout(this.#late);
    if (this.lost || notYet(this.body)) return false;
    this.#again = true;
    this.#saving ??= this.#store().finally(() => (this.#saving = null));
    return this.#saving;
  }

  async saveAll(): Promise<boolean> {
    await this.#saving;
    return this.post && !this.dirty ? true : this.save();
  }

  async #store(): Promise<boolean> {
    this.busy = true;
    this.failure = null;
    try {
      do {
        this.#again = false;
        if (this.post && !this.dirty) break;
        const whole = savable($state.snapshot(this.body) as PostBody);
        const { chosen, line } = this;
        this.post = await conversations.draft(this.#id, this.#token(), { body: whole, keep_open: this.keepOpen, line, line_version: chosen?.version ?? null }, this.post);
        if (this.chosen === chosen) this.chosen = null;
        this.savedAt = new Date().toISOString();
      } while (this.#again && this.dirty);
      return !this.dirty;
    } catch (problem) {
      const ofLine = refusesLine(problem);
      if (ofLine) this.unbind(); // it does not stand: they are her words, once she changed them
      if (problem instanceof Problem && problem.status === 409 && !ofLine) this.lost = problem.hint;
      else this.failure = problem;
      noticeEnd(problem);
      return false;
    } finally {
      this.busy = false;
    }
  }

  stop(): void {
    clearTimeout(this.#late);
    if (this.dirty && !this.lost && !notYet(this.body)) void this.save();
  }
}

// The line, or the version of it that was chosen, does not stand.
export function refusesLine(problem: unknown): boolean {
  return problem instanceof Problem && /^line(_version)?:/.test(problem.hint);
}

// A reply is seen by as many as what it answers, or by fewer.
function answerTo(visibility: Visibility | undefined): Visibility {
  return visibility === "followers" ? "direct" : (visibility ?? "public");
}

function writtenIn({ language }: Conversation): string {
  return language && language !== "und" ? language : "en";
}
