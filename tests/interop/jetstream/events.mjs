// Invented events of a public stream, and how each wire writes them.

const collections = { post: "app.bsky.feed.post", repost: "app.bsky.feed.repost", like: "app.bsky.feed.like" };

// What the nth event is: one in ten a like nobody asked for, one a share, one an account that is well; else a post.
export const kindOf = (n) => (n % 10 === 3 ? "like" : n % 10 === 5 ? "repost" : n % 10 === 7 ? "account" : "post");

// The events a subscriber to posts and reposts gets, of so many.
export const delivered = (count) => Array.from({ length: count }, (_, n) => kindOf(n)).filter((k) => k !== "like").length;
export const posts = (count) => Array.from({ length: count }, (_, n) => kindOf(n)).filter((k) => k === "post").length;

// Events a twentieth of a second apart, the last just now.
export function event(n, endUs, count = 2000) {
  const did = `did:plc:${(10_000 + (n % 400)).toString().padStart(24, "a")}`;
  const us = endUs - (count - n) * 50_000;
  const seq = n + 1;
  const kind = kindOf(n);
  if (kind === "account") return { us, seq, did, account: { active: true, did, seq: 9_000 + n } };
  const subject = { cid: "bafyreib", uri: `at://did:plc:somebody/app.bsky.feed.post/3k${n}` };
  const record =
    kind === "post"
      ? { $type: collections.post, langs: ["en"], text: `Post ${n}: nobody in Norway answers, & nobody "explains" <why>.` }
      : { $type: collections[kind], subject };
  const commit = { rev: `3m${n}`, operation: "create", collection: collections[kind], rkey: `3k${n}`, record };
  return { us, seq, did, commit: { ...commit, cid: "bafyreib" } };
}

export function frame({ us, seq, did, commit, account }, v2) {
  const kind = commit ? "commit" : "account";
  if (!v2) return { did, time_us: us, kind, [kind]: commit ?? account };
  const millis = new Date(Math.floor(us / 1000)).toISOString().replace("Z", "");
  const time = `${millis}${String(us % 1000).padStart(3, "0")}Z`;
  const $type = `network.bsky.jetstream.subscribeEvents#${kind}`;
  return { $type: "message", payload: { $type, seq, did, time, ...(commit ?? { account }) } };
}
