// Where posts stand, in the order in which people ask for them.
import type { Post, PostDesk, PostStatus, TakenStep } from "../../posts_api.ts";

export const lists = {
  mine: ["draft", "submitted", "approved", "held"],
  waiting: ["submitted"],
  scheduled: ["approved"],
  held: ["held"],
  sent: ["sent"],
  withdrawn: ["withdrawn"],
  deleted: ["deleted"],
} as const satisfies Record<string, readonly PostStatus[]>;
export type List = keyof typeof lists;
export const listNames = Object.keys(lists) as List[];

export function isMine(post: Post, user: string | undefined): boolean {
  return post.created_by?.id === user || post.writers.some((writer) => writer.id === user);
}

// Of what waits, what this reader may decide, and what of hers is stuck: the page and the number beside its name agree.
export function mineOf(desk: PostDesk, user: string | undefined): Pick<PostDesk, "stuck" | "profiles"> & { approve: Post[]; review: Post[] } {
  return {
    approve: desk.waiting.filter((post) => post.may.includes("approve") && !post.approvals.some(({ by }) => by.id === user)),
    review: desk.releases.filter((post) => post.may.includes("review")),
    stuck: desk.stuck.filter((post) => post.may.includes("schedule") || isMine(post, user)),
    profiles: desk.profiles,
  };
}

// The version that the public reads while another is made; null where what stands is what left, or nothing did.
export function stillPublic(post: Post): number | null {
  const change = post.status !== "sent" && post.status !== "deleted" && !post.removed && !post.body.share;
  return change && post.sent_version !== post.version ? post.sent_version : null;
}

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

// What sanitised HTML says: in it, every "<" begins a tag. No parser of the browser's, which Trusted Types forbid.
function inWords(html: string): string {
  return html
    .replace(/<(?:br|\/p|\/li|\/h[1-6]|\/blockquote)\b[^>]*>/g, " ")
    .replace(/<[^>]*>/g, "")
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi, (whole, decimal, hex, name) => {
      if (name) return entities[name] ?? whole;
      const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    })
    .trim();
}

// The first words of what a post says, or of what it shares, without the marks of Markdown.
export function opening(post: Post, most = 140): string {
  const shared = post.body.share;
  const text = shared ? inWords(shared.source?.content ?? "") || shared.uri : (post.body.texts[0]?.markdown ?? "");
  const plain = text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/^[#>\-*\s]+/gm, "")
    .replace(/[*_`]+/g, "")
    .replace(/\s+/g, " ")
    .trim();
  const letters = [...plain];
  return letters.length > most ? `${letters.slice(0, most).join("").trimEnd()}…` : plain;
}

// The version before this one that somebody approved or that left; 0 when none did.
export function lastAgreed(steps: readonly TakenStep[], version: number): number {
  const agreed = steps.filter(({ step, version: of }) => ["approve", "release", "send"].includes(step) && of < version);
  return Math.max(0, ...agreed.map((step) => step.version));
}

// Seconds until it leaves; null when nothing says so.
export function secondsLeft(post: Post, now: number): number | null {
  if (post.status !== "approved" || !post.leaves_at) return null;
  return Math.max(0, Math.ceil((Date.parse(post.leaves_at) - now) / 1000));
}

// "0:27", "12:03"; from an hour on nothing, because the time of day says more.
export function countdown(seconds: number): string | null {
  if (seconds >= 3600) return null;
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

// Steps as one reads them: a draft saved while somebody writes is one change, the last of them.
export function gathered(steps: readonly TakenStep[]): { step: TakenStep; times: number }[] {
  const found: { step: TakenStep; times: number }[] = [];
  for (const step of steps) {
    const last = found.at(-1);
    const again = last && step.step === "change" && last.step.step === "change" && last.step.actor === step.actor && last.step.version === step.version;
    if (again) {
      last.step = step;
      last.times += 1;
    } else found.push({ step, times: 1 });
  }
  return found;
}
