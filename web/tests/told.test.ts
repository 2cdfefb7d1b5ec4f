import assert from "node:assert/strict";
import { test } from "node:test";
import type { ConversationEvent } from "../src/desk_api.ts";
import { eventWords, timeline } from "../src/pages/inbox/told.ts";

const event = (more: Partial<ConversationEvent>): ConversationEvent => ({
  id: "1",
  at: "2026-11-22T08:00:00Z",
  recorded_at: "2026-11-22T08:00:00Z",
  kind: "answered",
  by: null,
  desk: null,
  user: null,
  note: null,
  post: null,
  other: null,
  value: "",
  words: "",
  ...more,
});
const say = (key: string) => key;

test("an answer that left is told with who approved it, and else by its message alone", () => {
  const approved = event({ approved_by: [{ id: "5", login: "amina", name: "Amina" }, { id: "6", login: "basil", name: "Basil" }] });
  assert.deepEqual(eventWords(approved, say), { key: "told.approved", values: { names: "Amina, Basil" } });
  assert.equal(eventWords(event({ approved_by: [] }), say), null);
  assert.equal(timeline({ messages_shown: [], notes: [], events: [approved] }).length, 1);
  assert.equal(timeline({ messages_shown: [], notes: [], events: [event({})] }).length, 0);
});
