// Shortcuts of single keys (g then l, n, ?, j, k). They can be turned off (WCAG 2.2, 2.1.4), and are silent while
// the reader types or a dialogue is open.
import { keep, recall } from "./keep.ts";

type Action = () => void;
const actions = new Map<string, Action[]>();
const state = $state({ on: recall("shortcuts") !== "off" });
const patience = 1200; // milliseconds between the two keys of "g l"
let prefix = "";
let forget: ReturnType<typeof setTimeout> | undefined;

export function shortcutsOn(): boolean {
  return state.on;
}

export function setShortcuts(on: boolean): void {
  state.on = on;
  keep("shortcuts", on ? "on" : "off");
}

// The latest binding of a key wins; the returned function takes it back.
export function bind(keys: string, action: Action): () => void {
  const list = actions.get(keys) ?? [];
  list.push(action);
  actions.set(keys, list);
  return () => {
    const index = list.indexOf(action);
    if (index >= 0) list.splice(index, 1);
  };
}

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["radio", "checkbox"].includes(target.type);
  return target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName);
}

export function watchKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (!state.on || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    const keys = prefix ? `${prefix} ${event.key}` : event.key;
    prefix = "";
    clearTimeout(forget);
    const action = actions.get(keys)?.at(-1);
    if (action) {
      event.preventDefault();
      action();
    } else if ([...actions.keys()].some((one) => one.startsWith(`${keys} `))) {
      prefix = keys;
      forget = setTimeout(() => (prefix = ""), patience);
    }
  });
}
