// What waits for the reader: the number beside "Approvals". Asked for when a post stands elsewhere, and now and then for
// what only time changes: that something is stuck.
import { onChange, settled } from "./live.ts";
import { type PostDesk, type StandingHold, posts } from "./posts_api.ts";
import { can, session } from "./session.svelte.ts";
import { mineOf } from "./pages/posts/standing.ts";

const state = $state<{ posts: PostDesk | null; hold: StandingHold | null }>({ posts: null, hold: null });
const rhythm = 120_000; // milliseconds
const listeners = new Set<() => void>();

export function waitingPosts(): PostDesk | null {
  return state.posts;
}

// While everything is held.
export function standingHold(): StandingHold | null {
  return state.hold;
}

// What the reader herself may decide, and what of hers is stuck.
export function waitingCount(): number {
  if (!state.posts) return 0;
  const mine = mineOf(state.posts, session()?.user?.id);
  return mine.approve.length + mine.review.length + mine.stuck.length + mine.profiles.length;
}

// Throws what the server answers.
export async function loadWaiting(): Promise<PostDesk> {
  state.posts = await posts.desk();
  state.hold = state.posts.hold;
  return state.posts;
}

async function loadHold(): Promise<void> {
  state.hold = await posts.standingHold();
}

async function ask(load: () => Promise<unknown> = loadWaiting): Promise<void> {
  if (!can("read_accounts") || document.hidden) return;
  try {
    await load();
  } catch {
    // the page that shows it says so
  }
}

// Something was done to a post, here or elsewhere: whoever shows posts looks again.
export function postsChanged(): void {
  void ask();
  for (const listener of listeners) listener();
}

export function onPosts(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function watchWaiting(): () => void {
  return watch(() => ask(), postsChanged);
}

// Of all that the hold alone, for who signs on a bad line.
export function watchHold(): () => void {
  const look = () => ask(loadHold);
  return watch(look, () => void look());
}

function watch(look: () => Promise<void>, changed: () => void): () => void {
  void look();
  const timer = setInterval(() => void look(), rhythm);
  const undo = onChange("post", settled(async () => changed()));
  return () => {
    clearInterval(timer);
    undo();
  };
}
