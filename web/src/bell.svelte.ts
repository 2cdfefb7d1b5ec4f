// What the reader is to know of: somebody named her, gave her a conversation, an answer is late. Hers alone.
import { type StaffNotice, conversations } from "./desk_api.ts";
import { onChange, settled } from "./live.ts";

const state = $state<{ notices: StaffNotice[] }>({ notices: [] });

export function bellNotices(): readonly StaffNotice[] {
  return state.notices;
}

async function ask(): Promise<void> {
  if (document.hidden) return;
  state.notices = await conversations.notices().catch(() => state.notices);
}

export async function seen(id: string): Promise<void> {
  state.notices = state.notices.filter((one) => one.id !== id);
  await conversations.noticeSeen(id).catch(() => undefined);
}

export async function allSeen(): Promise<void> {
  state.notices = [];
  await conversations.noticesSeen().catch(() => undefined);
}

export function followBell(): () => void {
  void ask();
  const again = settled(ask, 1000);
  const shown = () => !document.hidden && again();
  const undo = onChange("notice", again);
  document.addEventListener("visibilitychange", shown);
  return () => {
    undo();
    document.removeEventListener("visibilitychange", shown);
  };
}
