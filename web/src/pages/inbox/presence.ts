// Tells the server that the reader looks at a conversation, or writes in it, and hears who else does.
import { type Presence, conversations, leave } from "../../desk_api.ts";
import { onChange, settled } from "../../live.ts";
import { session } from "../../session.svelte.ts";

const rhythm = 15_000; // milliseconds

export interface Seen {
  people: Presence[];
  seconds: number | null; // of the holder's lease
}
export interface Attendance {
  say: () => void; // at once: writing began or ended
  end: () => void;
}

// `doing` and `token` are asked each time; `onseen` is told what the server answers.
export function attend(id: string, doing: () => "reading" | "writing", token: () => number | undefined, onseen: (seen: Seen) => void): Attendance {
  let ended = false;
  const take = (answer: { people: Presence[]; lease: { seconds: number } | null }) => {
    if (!ended) onseen({ people: answer.people, seconds: answer.lease?.seconds ?? null });
  };
  const say = async () => {
    if (ended || document.hidden) return;
    await conversations.present(id, doing(), token()).then(take, () => undefined); // the line's own notice tells a break
  };
  const hear = settled(() => conversations.people(id).then(take, () => undefined));
  const gone = () => leave(id, session()?.csrf ?? "");
  const seen = () => void say();
  const timer = setInterval(() => void say(), rhythm);
  const undo = onChange("presence", (facts) => {
    if (facts.conversation === undefined || facts.conversation === id) hear();
  });
  addEventListener("pagehide", gone);
  document.addEventListener("visibilitychange", seen);
  void say();
  return {
    say: () => void say(),
    end: () => {
      ended = true;
      clearInterval(timer);
      undo();
      removeEventListener("pagehide", gone);
      document.removeEventListener("visibilitychange", seen);
      gone();
    },
  };
}
