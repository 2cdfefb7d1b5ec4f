// The order of a digest: who said most comes first, and of equals the one whose address comes first.
import type { Voice } from "../../reading_api.ts";

export function byLoudness(voices: readonly Voice[]): Voice[] {
  return voices.toSorted(
    (one, other) =>
      other.posts - one.posts || other.shared - one.shared || (one.actor < other.actor ? -1 : one.actor > other.actor ? 1 : 0),
  );
}
