// The kinds of actors ActivityStreams knows; others are told as something else.
export const kinds = ["Person", "Organization", "Service", "Group", "Application"] as const;
export type Kind = (typeof kinds)[number] | "other";

export function kindOf(type: string): Kind {
  return kinds.find((kind) => kind === type) ?? "other";
}
