// What can be seen to be wrong in a form before it is sent: messages by the names of its controls.
import type { NewUser } from "./api.ts";
import { minimum } from "./password.ts";
import type { Key } from "./text.svelte.ts";

export type Wrong = Partial<Record<string, Key>>;

export function required(fields: Readonly<Record<string, string>>): Wrong {
  const wrong: Wrong = {};
  for (const [name, value] of Object.entries(fields)) if (value.trim() === "") wrong[name] = "error.required";
  return wrong;
}

export function wrongInUser({ name, login, password, code }: NewUser): Wrong {
  const wrong: Wrong = required({ name, login, password, code });
  if (password !== "" && [...password].length < minimum) wrong.password = "error.password";
  if (code !== "" && digits(code).length !== 6) wrong.code = "error.code";
  return wrong;
}

// A code as people type it: "123 456".
export function digits(code: string): string {
  return code.replace(/\D/g, "");
}
