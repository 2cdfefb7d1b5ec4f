// Where our posts go and who cannot be reached, as docs/api/openapi.yaml describes it.
import { at, call } from "./api.ts";

export type HostState = "reachable" | "doubtful" | "failing" | "parked";
export interface DeliveryHost {
  host: string;
  state: HostState;
  failures: number; // in a row
  failing_since: string | null;
  last_failure: string | null;
  reason: "no_answer" | "no_connection" | "too_fast" | "server_error" | null;
  status: number | null; // HTTP
  why: string | null; // plain English
  next_try: string | null;
  parked_since: string | null;
  waiting: number; // deliveries
}
export interface DeliverySpread {
  delivered: number;
  waiting: number;
  failed: number;
  parked: number;
}
export interface AccountFollowers {
  account: string;
  name: string;
  followers: number;
  servers: number;
  top: { host: string; followers: number }[];
  others: { servers: number; followers: number };
  unreached: { servers: number; followers: number | null }; // null: too few to be told
}
export interface DeliveriesOverview {
  servers: number;
  reachable: number;
  doubtful: number;
  failing: number;
  parked: number;
  waiting: number;
  hosts: DeliveryHost[];
  accounts: AccountFollowers[];
}
export interface HostDeliveries {
  host: DeliveryHost;
  followers: number | null; // null under ten
  notes: { note: string; account: string; at: string; spread: DeliverySpread }[];
}
export interface NoteSpread {
  note: string;
  total: DeliverySpread;
  hosts: { host: string; state: HostState; spread: DeliverySpread }[];
  reactions: { likes: number; shares: number; quotes: number; replies: number }; // counted, never listed
}

export const deliveries = {
  all: () => call<DeliveriesOverview>("GET", "/deliveries"),
  host: (host: string) => call<HostDeliveries>("GET", `/deliveries/${at(host)}`),
  retry: (host: string) => call<DeliveryHost>("POST", `/deliveries/${at(host)}/retry`, {}),
  note: (id: string) => call<NoteSpread>("GET", `/notes/${at(id)}/spread`),
};
