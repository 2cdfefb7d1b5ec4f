// Where the reader is.
import { type Route, parseRoute } from "./routes.ts";

const state = $state<{ route: Route }>({ route: parseRoute(location.hash) });
window.addEventListener("hashchange", () => {
  state.route = parseRoute(location.hash);
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
