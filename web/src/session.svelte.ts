// Who is signed in, for which ministry. Asked once at start; after that every 401 ends it.
import { type Session, Problem, api } from "./api.ts";

const state = $state<{ session: Session | null; problem: unknown; ended: boolean }>({
  session: null,
  problem: null,
  ended: false,
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

export function isAdmin(): boolean {
  return state.session?.user?.role === "admin";
}

export function setSession(session: Session): void {
  state.session = session;
  state.problem = null;
  state.ended = false;
}

export async function loadSession(): Promise<void> {
  const before = state.session?.signed_in ?? false;
  try {
    setSession(await api.session());
    state.ended = before && !state.session?.signed_in;
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
  if (!(problem instanceof Problem) || problem.status !== 401 || !state.session?.signed_in) return;
  state.session = { ...state.session, signed_in: false };
  state.ended = true;
}
