// What happened to a conversation, a sentence each; and the order in which everything of it is read.
import type { Conversation, ConversationEvent, EventKind, InternalNote, Message } from "../../desk_api.ts";
import type { Values } from "../../text/message.ts";
import type { Key } from "../../text.svelte.ts";

// What the messages and notes beside it tell already.
const silent: ReadonlySet<string> = new Set(["received", "answered", "rewritten", "withdrawn", "noted", "drafted"]);
const reasons = ["rule", "language", "country", "mission", "topic", "load", "overflow", "closed", "front"] as const;

type Silent = "received" | "answered" | "rewritten" | "withdrawn" | "noted" | "drafted" | "closed" | "classified" | "urgency" | "marked";
const sentences: Readonly<Record<Exclude<EventKind, Silent>, Key>> & Partial<Record<EventKind, Key>> = {
  taken_back: "told.taken_back",
  routed: "told.routed",
  moved: "told.moved",
  claimed: "told.claimed",
  released: "told.released",
  lapsed: "told.lapsed",
  taken_over: "told.taken_over",
  assigned: "told.assigned",
  submitted: "told.submitted",
  returned: "told.returned",
  recalled: "told.recalled",
  made_private: "told.made_private",
  joined_qa: "told.joined_qa",
  left_qa: "told.left_qa",
  merged_in: "told.merged_in",
  merged_into: "told.merged_into",
  reopened: "told.reopened",
  held: "told.held",
  lifted: "told.lifted",
  deidentified: "told.deidentified",
  imported: "told.imported",
};
const closed: Readonly<Record<string, Key>> = {
  answered: "told.closed.answered",
  referred: "told.closed.referred",
  noted: "told.closed.noted",
  no_reply: "told.closed.no_reply",
  merged: "told.closed.merged",
};

export interface Sentence {
  key: Key;
  values: Values;
}

// Why the rules sent it where it went: "consular 1 language rule:3 load".
export function routedBy(value: string): (typeof reasons)[number][] {
  const codes = value.split(" ").map((code) => code.split(":")[0]);
  return reasons.filter((reason) => codes.includes(reason));
}

export function eventWords(event: ConversationEvent, say: (key: Key) => string): Sentence | null {
  if (event.kind === "answered" && event.approved_by?.length) {
    return { key: "told.approved", values: { names: event.approved_by.map(({ name }) => name).join(", ") } };
  }
  if (silent.has(event.kind)) return null;
  const values: Values = {
    name: event.by?.name ?? say("told.program"),
    to: event.user?.name ?? "",
    desk: event.desk?.name ?? "",
    value: event.value,
  };
  const whose = event.user?.name ?? values.name ?? "";
  switch (event.kind) {
    case "closed":
      return { key: closed[event.value] ?? "told.closed", values };
    case "classified":
      return { key: "told.classified", values: { ...values, value: say(`matter.${event.value as "life"}`) } };
    case "urgency":
      return { key: "told.urgency", values: { ...values, value: say(`urgency.${event.value as "0"}`) } };
    case "marked":
      return { key: "told.marked", values: { ...values, value: say(`flag.${event.value as "official"}`) } };
    case "taken_over":
    case "lapsed":
    case "released":
      return { key: sentences[event.kind], values: { ...values, name: whose } };
    default: {
      const key = sentences[event.kind];
      return key ? { key, values } : null;
    }
  }
}

export type Item =
  | { kind: "message"; at: string; id: string; message: Message }
  | { kind: "note"; at: string; id: string; note: InternalNote }
  | { kind: "steps"; at: string; id: string; steps: ConversationEvent[] };

// In the order of time; what happened between two messages is one block of steps.
export function timeline(conversation: Pick<Conversation, "messages_shown" | "notes" | "events">): Item[] {
  const single: Item[] = [
    ...conversation.messages_shown.map((message): Item => ({ kind: "message", at: message.at, id: `m${message.id}`, message })),
    ...conversation.notes.map((note): Item => ({ kind: "note", at: note.at, id: `n${note.id}`, note })),
    ...conversation.events
      .filter(({ kind, approved_by }) => !silent.has(kind) || !!approved_by?.length)
      .map((event): Item => ({ kind: "steps", at: event.at, id: `e${event.id}`, steps: [event] })),
  ].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const found: Item[] = [];
  for (const item of single) {
    const last = found.at(-1);
    if (item.kind === "steps" && last?.kind === "steps") last.steps.push(...item.steps);
    else found.push(item);
  }
  return found;
}
