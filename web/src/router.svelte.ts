// Where the reader is, and whether she may leave it unasked.
//
// The browser tells of a way taken (a link, `go`, back, forward) once it is taken. Where words would be lost she is brought
// back first and asked there; for that each entry of the history carries its place in the row.
import { type Route, parseRoute } from "./routes.ts";

// What asks before words are lost.
export interface Guard {
  lost: () => boolean;
  hold: () => Promise<boolean>; // whether she goes: her words are kept by then, or she lets them be lost
}

const guards = new Set<Guard>();
const state = $state<{ route: Route; visit: number }>({ route: parseRoute(location.hash), visit: 0 });
let hash = location.hash;
let place = placeOf() ?? 0;
let free: number | null = null; // the place to which she was let go
let brought: (() => void) | null = null; // what is asked once she is back
let wish: (() => void) | null = null; // the step she wants to take now: a newer one takes the place of an older
let asking = false;

function placeOf(): number | null {
  const there: unknown = (history.state as { place?: unknown } | null)?.place;
  return typeof there === "number" ? there : null;
}

function holding(waived?: ReadonlySet<Guard>): Guard | undefined {
  return [...guards].find((guard) => !waived?.has(guard) && guard.lost());
}

// Takes the step once each who would lose words was asked, one after the other, and none holds her.
async function pursue(step: () => void): Promise<void> {
  wish = step;
  if (asking) return;
  asking = true;
  const waived = new Set<Guard>();
  try {
    for (let guard = holding(); guard; guard = holding(waived)) {
      if (!(await guard.hold())) wish = null;
      if (!wish) return;
      if (guard.lost()) waived.add(guard);
    }
  } finally {
    asking = false;
  }
  const last = wish;
  wish = null;
  last();
}

function travel(there: number): void {
  if (there === place) return;
  free = there;
  history.go(there - place);
}

function arrive(): void {
  const same = location.hash === hash;
  const there = placeOf() ?? (same ? place : place + 1);
  if (placeOf() === null) history.replaceState({ place: there }, "");
  if (same && there === place) {
    const then = brought;
    brought = null;
    then?.();
    return;
  }
  const held = there !== free && there !== place && holding() !== undefined;
  free = null;
  if (held) {
    brought = () => void pursue(() => travel(there));
    history.go(place - there);
    return;
  }
  wish = null;
  hash = location.hash;
  place = there;
  state.route = parseRoute(hash);
  state.visit += 1;
}
history.replaceState({ place }, "");
window.addEventListener("popstate", arrive); // of links and `go` too (HTML, "navigate to a fragment")
window.addEventListener("beforeunload", (event) => {
  if (holding()) event.preventDefault();
});

export function route(): Route {
  return state.route;
}

export function go(path: string): void {
  location.hash = path;
}

// Leaves no way back to the page before: a used one-time link.
export function replace(path: string): void {
  rename(path);
  state.route = parseRoute(hash);
}

// Another number for each page come to.
export function visit(): number {
  return state.visit;
}

// What is shown has an address of its own now; the page stays.
export function rename(path: string): void {
  if (brought) {
    const then = brought; // the entry she is on for a moment is another page's
    brought = () => (rename(path), then());
    return;
  }
  history.replaceState({ place }, "", `#${path}`);
  hash = location.hash;
}

// Whether a page holds words that are kept nowhere else.
export function unkept(): boolean {
  return holding() !== undefined;
}

// Asks until the returned function is called.
export function ask(guard: Guard): () => void {
  guards.add(guard);
  return () => void guards.delete(guard);
}

// Takes a step that ends the page without an address to go to: signing out.
export function leave(step: () => void): void {
  void pursue(step);
}
