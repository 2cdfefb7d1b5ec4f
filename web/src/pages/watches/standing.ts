// Where watches stand, and what may be done with one next. The server decides; this shows only what can succeed.
import type { WatchRecord, WatchVersion } from "../../governance_api.ts";

export const groupNames = ["waiting", "running", "drafts", "resting"] as const;
export type Group = (typeof groupNames)[number];

export function groupOf({ status, pending }: WatchRecord): Group {
  if (pending?.status === "submitted" || pending?.status === "held") return "waiting";
  if (status === "approved") return "running";
  if (status === "draft" || status === "refused") return "drafts";
  return "resting";
}

export function groups(records: readonly WatchRecord[]): { group: Group; members: WatchRecord[] }[] {
  return groupNames
    .map((group) => ({ group, members: records.filter((record) => groupOf(record) === group) }))
    .filter(({ members }) => members.length > 0);
}

// What a list shows of a watch: what runs, else what is asked for.
export function shownVersion(record: WatchRecord): WatchVersion | null {
  return record.approved ?? record.pending;
}

export type Step = "edit" | "submit" | "renew" | "approve" | "refuse" | "suspend" | "resume" | "stop";

// `own`: the reader owns it or wrote the pending version; nobody decides on her own watch.
export function stepsOf(record: WatchRecord, may: { manage: boolean; decide: boolean }, own: boolean): Step[] {
  const steps: Step[] = [];
  const { status, pending, approved } = record;
  const asked = pending?.status === "submitted" || pending?.status === "held";
  const ended = status === "stopped";
  if (may.manage && !ended) {
    if (pending?.status === "draft") steps.push("submit");
    steps.push("edit");
    if (approved && !pending && status !== "suspended") steps.push("renew");
  }
  if (may.decide && !ended) {
    if (asked && !own) steps.push("approve");
    if (asked) steps.push("refuse");
    if (status === "approved") steps.push("suspend");
    if (status === "suspended") steps.push("resume");
    if (approved) steps.push("stop");
  }
  return steps;
}

// Whether a step asks for a reason in words.
export function needsReason(step: Step, record: WatchRecord): boolean {
  if (step === "approve") return record.pending?.status === "held";
  return step === "refuse" || step === "suspend" || step === "stop";
}

export interface Piece {
  text: string;
  kind: "plain" | "space" | "operator" | "phrase" | "narrow" | "mark";
}

// A query cut into what is set in different type: operators, phrases, narrowing terms, words. Spaces stand alone, so
// that a word of another direction does not carry them away.
export function queryPieces(query: string): Piece[] {
  const parts: readonly (readonly [Piece["kind"], RegExp])[] = [
    ["space", /^\s+/u],
    ["phrase", /^"[^"]*"?/u],
    ["mark", /^[()]/u],
    ["operator", /^(?:AND|OR|NOT|O?NEAR\/\d+f?)(?=[\s()"]|$)/u],
    ["narrow", /^(?:lang|country|topic|from|network|has|is):[^\s()]*/u],
    ["plain", /^[^\s()"]+/u],
  ];
  const pieces: Piece[] = [];
  for (let rest = query; rest !== ""; ) {
    let taken: Piece = { kind: "plain", text: rest };
    for (const [kind, form] of parts) {
      const text = form.exec(rest)?.[0];
      if (text) {
        taken = { kind, text };
        break;
      }
    }
    pieces.push(taken);
    rest = rest.slice(taken.text.length);
  }
  return pieces;
}

// A text cut at a place given in characters (code points), as the server counts them.
export function cutAt(text: string, position: number, length: number): [string, string, string] {
  const points = [...text];
  const start = Math.max(0, Math.min(position, points.length));
  const end = Math.min(points.length, start + Math.max(1, length));
  return [points.slice(0, start).join(""), points.slice(start, end).join(""), points.slice(end).join("")];
}
