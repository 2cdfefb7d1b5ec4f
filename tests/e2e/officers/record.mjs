// Everything the desk holds, read back through the API when the day is over.
import assert from "node:assert/strict";

const readers = 8; // at once

// id -> { place, ...the conversation whole }; fails where one lies in two places.
export async function readAll(call, me) {
  const all = new Map();
  for (const place of ["queue", "held", "closed"]) {
    for (let after = ""; ; ) {
      const { said } = await call(me, "GET", `/api/staff/conversations?q=place%3A${place}&limit=100${after && `&after=${encodeURIComponent(after)}`}`);
      for (const { id } of said.conversations) {
        assert.equal(all.get(id), undefined, `${id} lies in ${all.get(id)} and in ${place}`);
        all.set(id, place);
      }
      after = said.next ?? "";
      if (!after) break;
    }
  }
  const whole = new Map();
  const left = [...all];
  const read = async () => {
    for (let next = left.pop(); next; next = left.pop()) {
      const [id, list] = next;
      const { ok, said } = await call(me, "GET", `/api/staff/conversations/${id}`);
      assert.ok(ok, `${id} can be read`);
      whole.set(id, { ...said, list });
    }
  };
  await Promise.all(Array.from({ length: readers }, read));
  return whole;
}

// The desk a conversation lay at, who had it, and by which token, before an event of it.
export function standing(events, before) {
  const state = { desk: null, holder: null };
  for (const { id, kind, desk, user, other } of events) {
    if (BigInt(id) >= BigInt(before.id)) break;
    if (other !== null) continue; // happened elsewhere, before a merge
    if (kind === "routed" || kind === "moved") [state.desk, state.holder] = [desk.id, null];
    if (kind === "claimed" || kind === "taken_over" || kind === "assigned") state.holder = user.login;
    if (kind === "released" || kind === "lapsed" || kind === "closed") state.holder = null;
  }
  return state;
}

// What happened to the conversations that hold one of these addresses, line by line: for a test that failed.
export function story(held, addresses) {
  const about = [...held].filter(([, { messages_shown: shown }]) => shown.some(({ said }) => addresses.includes(said?.url)));
  return about
    .flatMap(([id, { place, events, messages_shown: shown, merged_into: into }]) => [
      `conversation ${id}: ${place}${into ? `, merged into ${into}` : ""}`,
      ...shown.map(({ note, direction, state, said }) => `  ${direction} ${note} ${state} ${said?.url ?? ""} to ${said?.in_reply_to ?? ""}`),
      ...events.map((one) => `  ${one.recorded_at} ${one.kind} ${one.by?.login ?? "program"} ${JSON.stringify({ desk: one.desk?.name, user: one.user?.login, note: one.note, post: one.post, other: one.other, value: one.value })}`),
    ])
    .join("\n");
}

// The middle, the hundredth and the longest of times.
export function spread(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const share = (part) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0);
  return { count: sorted.length, median: share(0.5), p99: share(0.99), longest: share(1) };
}
