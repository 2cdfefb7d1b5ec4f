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

// The analyst's own, as their models name them: told by the session, before anything is shown.
export interface OwnTopic {
  slug: string;
  label: string;
}
let own: readonly OwnTopic[] = [];
export function settleTopics(told: readonly OwnTopic[] | undefined): void {
  if (told) own = told;
}

// A topic of a model that is no longer there keeps its slug.
export function topicName(slug: string, say: Say, told: readonly OwnTopic[] = own): string {
  const known = topics.find((one) => one === slug);
  return known ? say(`topic.${known}`) : (told.find((one) => one.slug === slug)?.label ?? slug);
}
