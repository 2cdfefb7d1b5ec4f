import { onSendingAgain } from "./api.ts";

// Since when there is no line to the server; null while there is one. A short break is not worth a word.
const state = $state<{ since: string | null; again: boolean }>({ since: null, again: false });
const patience = 5000; // milliseconds
let late: ReturnType<typeof setTimeout> | undefined;

export function lostSince(): string | null {
  return state.since;
}

export function lineBroke(): void {
  if (late !== undefined) return;
  const since = new Date().toISOString();
  late = setTimeout(() => (state.since = since), patience);
}

export function lineHolds(): void {
  clearTimeout(late);
  late = undefined;
  state.since = null;
}

// Whether what was pressed could not be sent yet and is tried again.
export function isSendingAgain(): boolean {
  return state.again;
}

onSendingAgain((again) => (state.again = again));
