// The ministry of the simulation: one account that asks for one approval, a front desk, a desk that has its drafts cleared
// by a third, and officers who work at the first two; every tenth leads them, every tenth clears.
import { createPress, joinDesk, ole, publish, setUp } from "../ministry.mjs";

const matters = ["life", "consular", "question", "dialogue"];

// `minutes`: within which an answer is promised. Gives { press, post, desks, people }: `post` is one people answer.
export async function openMinistry(server, officers, minutes) {
  const admin = await setUp(server);
  const press = await createPress(admin);
  const post = await publish(admin, press, "Ask us anything.");
  const front = (await admin.get("/api/staff/desks")).desks[0];
  const open = (name) => admin.send("POST", "/api/staff/desks", { mission: front.mission, name });
  const desks = [front, await open("Consular"), await open("Legal")];
  const chain = await admin.send("POST", "/api/staff/chains", {
    name: "Legal first",
    rule: "",
    version: 0,
    steps: [{ desk: desks[2].id, amount: 60, unit: "wall", silence: "escalate", to: null }],
  });
  const promised = (clock) => matters.map((matter) => ({ matter, clock, amount: minutes, unit: "wall" }));
  await admin.send("PUT", "/api/staff/targets", { targets: [...promised("first"), ...promised("next")] });
  const takes = { calendar: null, languages: ["*"], countries: [], topics: [], capacity: 0, overflow: null, claim_minutes: 2 };
  const mine = (await admin.get("/api/staff/session")).user.id;
  for (const desk of desks) await admin.send("PUT", `/api/staff/desks/${desk.id}/people/${mine}`, { actions: ["read", "work", "lead", "manage"] });
  await admin.send("PUT", `/api/staff/desks/${desks[0].id}/work`, { ...takes, chain: null });
  await admin.send("PUT", `/api/staff/desks/${desks[1].id}/work`, { ...takes, chain: chain.id });
  const people = [];
  for (let i = 0; i < officers; i++) {
    const login = `officer${i}`;
    const leads = i % 10 === 0;
    const clears = i % 10 === 5;
    const actions = leads ? ["read", "read_private", "work", "lead"] : ["read", "work"];
    const person = await joinDesk(server, admin, press, { ...ole, login, name: `Officer ${i}` }, {
      role: leads ? "editor" : "officer",
      rights: ["write", "approve", "publish"],
      actions,
    });
    const { csrf, user } = await person.get("/api/staff/session");
    for (const desk of desks.slice(0, 2)) await admin.send("PUT", `/api/staff/desks/${desk.id}/people/${user.id}`, { actions });
    if (clears) await admin.send("PUT", `/api/staff/desks/${desks[2].id}/people/${user.id}`, { actions: ["read", "work", "clear"] });
    people.push({ ...person, login, csrf, leads, clears });
  }
  await admin.send("PUT", `/api/staff/accounts/${press.id}/rule`, { approvals: 1, grace: 0 });
  return { press, post, desks, people };
}
