// The words of the application in the reader's language. One catalogue is loaded, the chosen one; a test keeps all of
// them complete. The words of the pages about posts come with the first of these pages.
import { keep, recall } from "./keep.ts";
import type en from "./text/en.json";
import type posts from "./text/posts/en.json";
import { type Catalogue, type Values, choose, directionOf, fill } from "./text/message.ts";

export type Key = keyof typeof en | keyof typeof posts;

export const languages = [
  {
    tag: "en",
    name: "English",
    load: async (): Promise<Catalogue> => (await import("./text/en.json")).default,
    loadPosts: async (): Promise<Catalogue> => (await import("./text/posts/en.json")).default,
  },
  {
    tag: "ar",
    name: "العربية",
    load: async (): Promise<Catalogue> => (await import("./text/ar.json")).default,
    loadPosts: async (): Promise<Catalogue> => (await import("./text/posts/ar.json")).default,
  },
  {
    tag: "fr",
    name: "Français",
    load: async (): Promise<Catalogue> => (await import("./text/fr.json")).default,
    loadPosts: async (): Promise<Catalogue> => (await import("./text/posts/fr.json")).default,
  },
] as const;

let arriving: Promise<void> | null = null; // the words of posts
const state = $state<{ language: string; catalogue: Catalogue }>({ language: "en", catalogue: {} });

export function language(): string {
  return state.language;
}

export function direction(): "ltr" | "rtl" {
  return directionOf(state.language);
}

export function t(key: Key, values: Values = {}): string {
  const message = state.catalogue[key];
  return message === undefined ? key : fill(message, values, state.language);
}

export async function speak(tag: string): Promise<void> {
  const found = languages.find((one) => one.tag === tag) ?? languages[0];
  const [words, more] = await Promise.all([found.load(), arriving ? found.loadPosts() : {}]);
  state.catalogue = { ...words, ...more };
  state.language = found.tag;
  document.documentElement.lang = found.tag;
  document.documentElement.dir = directionOf(found.tag);
  keep("language", found.tag);
}

// Waited for before a page about posts is shown.
export function wordsOfPosts(): Promise<void> {
  arriving ??= loadWordsOfPosts().catch((failure: unknown) => {
    arriving = null;
    throw failure;
  });
  return arriving;
}

async function loadWordsOfPosts(): Promise<void> {
  const found = languages.find((one) => one.tag === state.language) ?? languages[0];
  const more = await found.loadPosts();
  state.catalogue = { ...state.catalogue, ...more };
}

export async function speakPreferred(): Promise<void> {
  const kept = recall("language");
  const wishes = kept ? [kept, ...navigator.languages] : navigator.languages;
  await speak(
    choose(
      wishes,
      languages.map((one) => one.tag),
    ),
  );
}
