// What the server says of a field is told without the field ("following.0.texts: …"): its name is no word for a reader.
export function inWords(hint: string): string {
  const text = hint.replace(/^[a-z][a-z_]*(\.[a-z0-9_]+)*: /, "");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
