// How a new password looks to someone who guesses. A hint, not a gate: the server asks for twelve characters.

export const minimum = 12;
export type Strength = "short" | "weak" | "fair" | "strong";

export function strength(password: string, known: readonly string[] = []): Strength {
  const count = [...password].length;
  if (count < minimum) return "short";
  let guessable = password.toLowerCase();
  for (const word of known) {
    const part = word.trim().toLowerCase();
    if (part.length >= 3) guessable = guessable.replaceAll(part, "");
  }
  // Runs ("aaaa", "1234", "dcba") tell one character, whatever their length.
  let told = 0;
  const points = [...guessable].map((character) => character.codePointAt(0) ?? 0);
  points.forEach((point, index) => {
    const step = point - (points[index - 1] ?? Number.NaN);
    if (!(Math.abs(step) <= 1)) told += 1;
    else told += 0.25;
  });
  const variety = new Set(points).size;
  const measure = Math.min(told, variety * 1.6);
  if (measure < 9) return "weak";
  return measure < 15 ? "fair" : "strong";
}
