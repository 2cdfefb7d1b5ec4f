import { tick } from "svelte";

// Back to where the focus was before its form was inert, unless it went elsewhere.
export async function refocus(before: Element | null): Promise<void> {
  await tick();
  if (before instanceof HTMLElement && before.isConnected && document.activeElement === document.body) before.focus();
}
