// Other programs that are told what happened, as docs/api/openapi.yaml describes them.
import { at, call } from "./api.ts";
import type { Officer } from "./desk_api.ts";

export interface Webhook {
  id: string;
  url: string;
  events: string[];
  state: "working" | "failing" | "paused";
  made_by: Officer | null;
  made_at: string;
  paused_at: string | null;
  paused_why: "asked" | "failing" | "gone" | null;
  failing_since: string | null;
  next_try: string | null;
  status: number; // of the last answer; 0: none came
  delivered_at: string | null;
  former_until: string | null; // the secret before signs as well
  waiting: number;
  dropped: number;
}
export interface WebhookMessage {
  id: string;
  type: string;
  made_at: string;
  state: "waiting" | "delivered" | "given_up";
  attempts: number;
  status: number;
  next_at: string | null;
  settled_at: string | null;
}
export interface NewWebhook {
  url: string;
  events: string[];
  paused: boolean;
}
type WithSecret = Webhook & { secret: string };

export const webhooks = {
  all: () => call<{ webhooks: Webhook[]; events: string[] }>("GET", "/webhooks"),
  add: (wanted: NewWebhook) => call<WithSecret>("POST", "/webhooks", wanted),
  change: (id: string, wanted: NewWebhook) => call<Webhook>("PUT", `/webhooks/${at(id)}`, wanted),
  remove: (id: string) => call<void>("DELETE", `/webhooks/${at(id)}`),
  test: (id: string) => call<WebhookMessage>("POST", `/webhooks/${at(id)}/test`),
  rotate: (id: string) => call<WithSecret>("POST", `/webhooks/${at(id)}/rotate`),
  messages: (id: string) => call<{ messages: WebhookMessage[] }>("GET", `/webhooks/${at(id)}/messages`).then((answer) => answer.messages),
};
