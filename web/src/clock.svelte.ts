// The time as relative dates need it: looked at every twenty seconds.
const state = $state({ now: Date.now() });
setInterval(() => (state.now = Date.now()), 20_000);

export function now(): number {
  return state.now;
}
