// What people of a plain peer say to an account of ours: the activities, for `peer.send`. The note stands at its address
// as it was said last.
import { randomUUID } from "node:crypto";

const context = "https://www.w3.org/ns/activitystreams";
const everybody = `${context}#Public`;

const told = (type, { id, attributedTo: actor, to, cc }, object) => ({ "@context": context, id, type, actor, to, cc, object });

// The Create of a public note that names `account`; an answer to `inReplyTo`, if any.
export function say(peer, name, account, words, inReplyTo) {
  const id = `${peer.actor(name)}/notes/${randomUUID()}`;
  const note = {
    id,
    url: id,
    type: "Note",
    attributedTo: peer.actor(name),
    to: [everybody],
    cc: [account],
    published: new Date().toISOString(),
    content: `<p>${words}</p>`,
    tag: [{ type: "Mention", href: account, name: "@press" }],
    ...(inReplyTo ? { inReplyTo } : {}),
  };
  peer.notes.set(id, note);
  return told("Create", { ...note, id: `${id}/create` }, note);
}

// The Update that gives a note other words.
export function rewrite(peer, { id }, words) {
  const note = { ...peer.notes.get(id), content: `<p>${words}</p>`, updated: new Date().toISOString() };
  peer.notes.set(id, note);
  return told("Update", { ...note, id: `${id}/updates/${randomUUID()}` }, note);
}

// The Delete of a note; from now on its address answers 410.
export function takeBack(peer, note) {
  peer.notes.set(note.id, null);
  return told("Delete", { ...note, id: `${note.id}/delete` }, { id: note.id, type: "Tombstone" });
}
