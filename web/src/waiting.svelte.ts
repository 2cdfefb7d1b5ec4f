// What waits for the reader: the number beside "Approvals". Asked for when a post stands elsewhere, and now and then for
// what only time changes: that something is stuck.
import { onChange, settled } from "./live.ts";
import { type PostDesk, posts } from "./posts_api.ts";
import { can, session } from "./session.svelte.ts";
import { mineOf } from "./pages/posts/standing.ts";

const state = $state<{ posts: PostDesk | null }>({ posts: null });
const rhythm = 120_000; // milliseconds
const listeners = new Set<() => void>();

export function waitingPosts(): PostDesk | null {
  return state.posts;
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
  return state.posts;
}

async function ask(): Promise<void> {
  if (!can("read_accounts") || document.hidden) return;
  try {
    await loadWaiting();
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
  void ask();
  const timer = setInterval(() => void ask(), rhythm);
  const undo = onChange("post", settled(async () => postsChanged()));
  return () => {
    clearInterval(timer);
    undo();
  };
}
