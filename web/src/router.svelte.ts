// Where the reader is.
import { type Route, parseRoute } from "./routes.ts";

const state = $state<{ route: Route; visit: number }>({ route: parseRoute(location.hash), visit: 0 });
window.addEventListener("hashchange", () => {
  state.route = parseRoute(location.hash);
  state.visit += 1;
});

export function route(): Route {
  return state.route;
}

export function go(path: string): void {
  location.hash = path;
}

// Leaves no way back to the page before: a used one-time link.
export function replace(path: string): void {
  history.replaceState(null, "", `#${path}`);
  state.route = parseRoute(location.hash);
}

// Another number for each page come to.
export function visit(): number {
  return state.visit;
}

// What is shown has an address of its own now; the page stays.
export function rename(path: string): void {
  history.replaceState(null, "", `#${path}`);
}
