// What a test needs of a ministry before its own subject begins, done through the API as the pages do it.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { eventually } from "./eventually.mjs";
import { totp } from "./server.mjs";

export const ministry = { name: "Ministry of Foreign Affairs of Valdoria", country: "NO", languages: ["en", "ar"] };
export const person = { login: "amina.haddad", name: "Amina Haddad", password: "lantern oyster fjord velvet" };

const later = (days) => new Date(Date.now() + days * 86_400_000).toISOString().replace(/\.\d+Z/, "Z");

async function ask(base, method, path, { body, cookie, csrf, headers = {} } = {}) {
  const answer = await fetch(base + path, {
    method,
    headers: {
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...(cookie ? { Cookie: cookie } : {}),
      ...(csrf ? { "X-CSRF-Token": csrf } : {}),
      ...(method === "GET" ? {} : { "Idempotency-Key": randomUUID() }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return { value: text ? JSON.parse(text) : null, cookie: answer.headers.getSetCookie()[0]?.split(";")[0] };
}

// Sets the server up with a watch on `terms`; gives a signed-in caller with its authenticator's secret.
export async function setUp(server, terms = ["Norway"]) {
  const token = server.setupLink.split("#/setup/")[1];
  const { value: offer } = await ask(server.base, "POST", "/api/staff/enrolments/open", { body: { token } });
  const { value: session, cookie } = await ask(server.base, "POST", "/api/staff/setup", {
    body: {
      token,
      institution: ministry,
      user: { ...person, code: totp(offer.totp.secret) },
      watch: { terms, purpose: "public_service", legal_basis: "Foreign Service Act, section 4", expires: later(180) },
    },
  });
  return caller(server.base, cookie, session.csrf, offer.totp.secret);
}

// Invites a colleague and accepts for her.
export async function join(server, admin, { login, name, password }, role) {
  const { link } = await admin.send("POST", "/api/staff/users", { name, role });
  const token = link.split("#/invite/")[1];
  const { value: offer } = await ask(server.base, "POST", "/api/staff/enrolments/open", { body: { token } });
  const { value: session, cookie } = await ask(server.base, "POST", "/api/staff/invitations/accept", {
    body: { token, user: { login, name, password, code: totp(offer.totp.secret) } },
  });
  return caller(server.base, cookie, session.csrf, offer.totp.secret);
}

export const ole = { login: "ole.nygard", name: "Ole Nygård", password: "harbour lantern moss violet" };

// A colleague who works at the first desk; `rights` are hers under the account's name.
export async function joinDesk(server, admin, account, person, { role = "officer", rights = ["write", "publish"], actions = ["read", "work"] } = {}) {
  const colleague = await join(server, admin, person, role);
  const { user } = await colleague.get("/api/staff/session");
  await admin.send("PUT", `/api/staff/accounts/${account.id}/rights/${user.id}`, { rights });
  const { desks } = await admin.get("/api/staff/desks");
  await admin.send("PUT", `/api/staff/desks/${desks[0].id}/people/${user.id}`, { actions });
  return colleague;
}

// The fictional ministry of `serve --demo`, entered through its printed link; as its administrator, or in another role.
export async function enterDemo(server, role) {
  const token = server.demoLink.split("#/demo/")[1] + (role ? `.${role}` : "");
  const { value: session, cookie } = await ask(server.base, "POST", "/api/staff/demo", { body: { token } });
  return caller(server.base, cookie, session.csrf);
}

function caller(base, cookie, csrf, secret) {
  const [name, value] = cookie.split("=");
  return {
    secret,
    cookies: [{ name, value, url: base, httpOnly: true }],
    get: async (path) => (await ask(base, "GET", path, { cookie })).value,
    send: async (method, path, body, headers) => (await ask(base, method, path, { body, cookie, csrf, headers })).value,
  };
}

export async function createPress(staff) {
  return staff.send("POST", "/api/staff/accounts", {
    name: "press",
    type: "Organization",
    display_name: "Press office",
    summary: "News and answers. Ask us anything about our work.",
    language: "en",
    approvals: 0,
    grace: 0,
  });
}

// Says something under the name of an account that asks for no approval; gives the note once it has left.
export async function publish(staff, account, text, language = "en", key = crypto.randomUUID(), more = {}) {
  const body = { account: account.id, texts: [{ language, markdown: text }], ...more };
  const post = await staff.send("POST", "/api/staff/posts", body, { "Idempotency-Key": key });
  if (post.status === "draft") {
    await staff.send("POST", `/api/staff/posts/${post.id}/submit`, { version: post.version });
  }
  return noteOf(staff, post.id);
}

// Our note, once the post has left.
async function noteOf(staff, post) {
  const note = await eventually(`post ${post} has left`, async () => (await staff.get(`/api/staff/posts/${post}`)).note);
  return (await staff.get(`/api/staff/notes/${note}`)).note;
}

// Takes a conversation, writes its answer and hands it in; gives the draft.
export async function submitAnswer(staff, conversation, text, language = "en") {
  const at = `/api/staff/conversations/${conversation}`;
  const { token } = await staff.send("POST", `${at}/claim`, {});
  const draft = await staff.send("PUT", `${at}/draft`, { token, body: { texts: [{ language, markdown: text }] } });
  return staff.send("POST", `${at}/draft/submit`, { token, version: draft.version });
}

// Answers the first conversation of the queue as one officer does whose account asks for no approval; gives our note once it has left.
export async function answer(staff, text, language = "en") {
  const { conversations } = await staff.get("/api/staff/conversations?q=place:queue");
  const { id } = await submitAnswer(staff, conversations[0].id, text, language);
  return noteOf(staff, id);
}

// Neutral posts, as `chancery serve --replay` plays them: `people` invented authors, one post each, `gap` seconds
// apart.
export function recording(people, gap = 1, word = "Norway") {
  const texts = [
    `Just landed. ${word} in November is darker than I remembered, and kinder.`,
    `Does anyone know whether ${word} has reopened its consulate? Nobody picks up the phone.`,
    `The foreign ministry of ${word} answered my question within a day. Thank you.`,
    `La conférence de paix aura lieu en ${word}, c'est confirmé par le gouvernement ce matin.`,
  ];
  const start = Date.parse("2026-11-01T08:00:00Z");
  return Array.from({ length: people }, (_, index) =>
    JSON.stringify({
      id: `post-${index}`,
      author: `person-${index}@people.example`,
      time: new Date(start + index * gap * 1000).toISOString(),
      text: texts[index % texts.length],
      language: index % texts.length === 3 ? "fr" : "en",
    }),
  ).join("\n");
}
