// Light, dark, or as the system says.
import { keep, recall } from "./keep.ts";

export type Theme = "system" | "light" | "dark";
const state = $state<{ theme: Theme }>({ theme: "system" });

export function theme(): Theme {
  return state.theme;
}

export function setTheme(theme: Theme): void {
  state.theme = theme;
  keep("theme", theme);
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export function restoreTheme(): void {
  const kept = recall("theme");
  if (kept === "light" || kept === "dark") setTheme(kept);
}
