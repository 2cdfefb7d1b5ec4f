// Server-Sent Events: the server says that something changed, the page asks for the state. After a gap every
// listener is called, since what was missed is unknown.

import { lineBroke, lineHolds } from "./line.svelte.ts";

const topics = [
  "heard",
  "alert",
  "source",
  "reply",
  "delivery",
  "account",
  "post",
  "conversation",
  "presence",
  "desk",
  "notice",
  "line",
  "fire",
  "crisis",
  "qa",
  "clock",
] as const;
export type Topic = (typeof topics)[number];
export type Facts = Readonly<Record<string, unknown>>;
type Listener = (facts: Facts) => void;

const listeners = new Map<Topic, Set<Listener>>(topics.map((topic) => [topic, new Set()]));
let stream: EventSource | null = null;
let again: ReturnType<typeof setTimeout> | undefined;
let delay = 1000; // milliseconds
let missed = false;

function tell(topic: Topic, facts: Facts): void {
  for (const listener of listeners.get(topic) ?? []) listener(facts);
}

function parse(data: unknown): Facts {
  try {
    const value: unknown = JSON.parse(String(data));
    return typeof value === "object" && value !== null ? (value as Facts) : {};
  } catch {
    return {};
  }
}

// `onrefused` is called when the server turns the stream down, as it does once the session has ended.
export function connectLive(onrefused: () => void): void {
  close();
  stream = new EventSource("/api/staff/stream");
  stream.onopen = () => {
    delay = 1000;
    lineHolds();
    if (missed) for (const topic of topics) tell(topic, {});
    missed = false;
  };
  // The browser dials again by itself after a broken line, not after a refusal.
  stream.onerror = () => {
    missed = true;
    lineBroke();
    if (stream?.readyState !== EventSource.CLOSED) return;
    again = setTimeout(() => connectLive(onrefused), delay);
    delay = Math.min(delay * 2, 30_000);
    onrefused();
  };
  for (const topic of topics)
    stream.addEventListener(topic, (event) => tell(topic, parse((event as MessageEvent).data)));
}

export function disconnectLive(): void {
  close();
  lineHolds();
}

function close(): void {
  clearTimeout(again);
  stream?.close();
  stream = null;
}

// Calls back on every change of the topic until the returned function is called.
export function onChange(topic: Topic, listener: Listener): () => void {
  listeners.get(topic)?.add(listener);
  return () => void listeners.get(topic)?.delete(listener);
}

// At most one run at a time and one waiting: a burst of changes asks the server twice, not a hundred times.
export function settled(run: () => Promise<void>, pause = 400): () => void {
  let running = false;
  let wanted = false;
  const start = async () => {
    running = true;
    do {
      wanted = false;
      await run();
      await new Promise((done) => setTimeout(done, pause));
    } while (wanted);
    running = false;
  };
  return () => {
    if (running) wanted = true;
    else void start();
  };
}
