// The diplomatic agenda, by the slugs of src/text/agenda.cpp. The analyst's own labels are shown as they are.
import type { Say } from "./reasons.ts";

export const topics = [
  "cybersecurity",
  "privacy",
  "data-governance",
  "ai-governance",
  "digital-trade",
  "cybercrime",
  "internet-shutdowns",
  "intellectual-property",
  "critical-infrastructure",
  "human-rights",
  "social-justice",
  "gender",
  "migration",
  "climate",
  "energy",
  "health",
  "biotechnology",
  "trade",
  "development",
  "culture",
  "science",
  "tourism",
  "consular",
  "security",
  "conflict",
  "elections",
  "disinformation",
  "multilateral",
  "bilateral",
] as const;
export type Topic = (typeof topics)[number];

export function topicName(slug: string, say: Say): string {
  const known = topics.find((one) => one === slug);
  return known ? say(`topic.${known}`) : slug;
}
