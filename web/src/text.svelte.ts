// The words of the application in the reader's language. One catalogue is loaded, the chosen one: the words of the frame
// and of the first page at once, those of the other pages in parts, each with the first page that needs it. A test keeps
// all of them complete.
import { keep, recall } from "./keep.ts";
import type en from "./text/en.json";
import type audit from "./text/audit/en.json";
import type desk from "./text/desk/en.json";
import type fire from "./text/fire/en.json";
import type heard from "./text/heard/en.json";
import type hints from "./text/hints/en.json";
import type hours from "./text/hours/en.json";
import type house from "./text/house/en.json";
import type inbox from "./text/inbox/en.json";
import type listen from "./text/listen/en.json";
import type posts from "./text/posts/en.json";
import type qa from "./text/qa/en.json";
import type shift from "./text/shift/en.json";
import type tools from "./text/tools/en.json";
import type topics from "./text/topics/en.json";
import { type Catalogue, type Values, choose, directionOf, fill } from "./text/message.ts";

type Words = typeof en & typeof audit & typeof desk & typeof fire & typeof heard & typeof hints & typeof hours & typeof house & typeof inbox & typeof listen & typeof posts & typeof qa & typeof shift & typeof tools & typeof topics;
export type Key = keyof Words;
// A folder below src/text/ each: `inbox` is its list, `desk` a conversation and signing, `hours` what a desk works by (hours,
// duty, promises, rules), `tools` what it works with (lines, floods, chains), `shift` its days (saved views, handover, the
// week), `qa` sessions of questions, `fire` bad weather, `house` people and records, `posts` what we publish and to whom,
// `heard` what listening found (Today speaks it too), `listen` how we listen, `topics` the diplomatic agenda,
// `audit` what the audit log's codes mean, `hints` what the server says when something cannot be done.
export type Part = "audit" | "desk" | "fire" | "heard" | "hints" | "hours" | "house" | "inbox" | "listen" | "posts" | "qa" | "shift" | "tools" | "topics";

type Load = () => Promise<Catalogue>;
export const languages = [
  { tag: "en", name: "English", load: (): Promise<Catalogue> => import("./text/en.json").then((file) => file.default) },
  { tag: "ar", name: "العربية", load: (): Promise<Catalogue> => import("./text/ar.json").then((file) => file.default) },
  { tag: "fr", name: "Français", load: (): Promise<Catalogue> => import("./text/fr.json").then((file) => file.default) },
] as const;
const files = import.meta.glob<Catalogue>("./text/*/*.json", { import: "default" });

const arriving = new Map<Part, Promise<void>>(); // asked for, here or on the way
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
  const words = await Promise.all([found.load(), ...[...arriving.keys()].map((part) => load(part, found.tag))]);
  state.catalogue = Object.assign({}, ...words);
  state.language = found.tag;
  document.documentElement.lang = found.tag;
  document.documentElement.dir = directionOf(found.tag);
  keep("language", found.tag);
}

// Waited for before a page is shown that speaks them.
export async function wordsOf(...parts: readonly Part[]): Promise<void> {
  await Promise.all(parts.map(arrive));
}

function arrive(part: Part): Promise<void> {
  let coming = arriving.get(part);
  if (!coming) {
    coming = add(part).catch((failure: unknown) => {
      arriving.delete(part);
      throw failure;
    });
    arriving.set(part, coming);
  }
  return coming;
}

async function add(part: Part): Promise<void> {
  let tag: string, words: Catalogue;
  do words = await load(part, (tag = state.language));
  while (tag !== state.language); // chosen anew meanwhile
  state.catalogue = { ...state.catalogue, ...words };
}

function load(part: Part, tag: string): Promise<Catalogue> {
  return (files[`./text/${part}/${tag}.json`] as Load)();
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
