// Who is signed in, for which ministry. Asked once at start; after that every 401 ends it.
import { type Session, Problem, api } from "./api.ts";
import { settle } from "./map/policy.ts";
import { settleTopics } from "./topics.ts";
import { type Right, may } from "./rights.ts";
import { unkept } from "./router.svelte.ts";

const state = $state<{ session: Session | null; problem: unknown; ended: boolean; stays: boolean }>({
  session: null,
  problem: null,
  ended: false,
  stays: false,
});

export function session(): Session | null {
  return state.session;
}

export function sessionProblem(): unknown {
  return state.problem;
}

// Whether the reader was signed in until the server said otherwise.
export function sessionEnded(): boolean {
  return state.ended;
}

// Whether her page stays below the sign-in, since words on it are kept nowhere else. Whoever else signs in does not get it.
export function pageStays(): boolean {
  return state.stays;
}

// Whether her role includes it. What she may do in one case (never decide on her own watch) the server says.
export function can(right: Right): boolean {
  const role = state.session?.user?.role;
  return role !== undefined && may(role, right);
}

export function setSession(session: Session): void {
  settle(session.map);
  settleTopics(session.own_topics);
  state.session = session;
  state.problem = null;
  state.ended = false;
  state.stays = false;
}

export async function loadSession(): Promise<void> {
  const before = state.session?.signed_in ?? false;
  try {
    const found = await api.session();
    if (!found.signed_in && (state.stays || (before && unkept()))) return end();
    setSession(found);
    state.ended = before && !found.signed_in;
  } catch (problem) {
    state.problem = problem;
  }
}

export async function signOut(): Promise<void> {
  await api.signOut();
  if (state.session) state.session.signed_in = false;
  await loadSession();
}

// The session ended on the server: the sign-in page comes, the address stays.
export function noticeEnd(problem: unknown): void {
  if (problem instanceof Problem && problem.status === 401) end();
}

function end(): void {
  if (!state.session?.signed_in) return;
  state.session = { ...state.session, signed_in: false };
  state.ended = true;
  state.stays = unkept();
}
