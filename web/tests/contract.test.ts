import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

// docs/api/openapi.yaml keeps a path at two spaces and a method at four, so that it can be read line by line.
const contract = readFileSync(new URL("../../docs/api/openapi.yaml", import.meta.url), "utf8");
const sources = new URL("../src/", import.meta.url);
const client = readdirSync(sources)
  .filter((name) => /^(api|\w+_api)\.ts$/.test(name))
  .map((name) => readFileSync(new URL(name, sources), "utf8"))
  .join("\n");

function described(): Set<string> {
  const found = new Set<string>();
  let path = "";
  for (const line of contract.split("\n")) {
    path = /^ {2}(\/\S*):/.exec(line)?.[1] ?? path;
    const method = /^ {4}(get|post|put|delete):/.exec(line)?.[1];
    if (method) found.add(`${method.toUpperCase()} ${path.replace(/\{\w+\}/g, "{}")}`);
  }
  return found;
}

test("every call of the application is in the contract, and no staff route is forgotten", () => {
  // An EventSource (src/live.ts), links (`listAddress`, `auditExport`, `exportFile`).
  // What strangers wrote, by account, is there for scripts.
  const called = new Set<string>(["GET /api/staff/replies", "GET /api/staff/stream", "GET /api/staff/moderation/hosts/list", "GET /api/staff/audit/export", "GET /api/staff/exports/{}/file"]);
  for (const match of client.matchAll(/call<.*>\(\s*"(GET|POST|PUT|DELETE)",\s*["`]([^"`?$]*(?:\$\{at\(\w+\)\}[^"`?$]*)*)/g))
    called.add(`${match[1]} /api/staff${(match[2] ?? "").replace(/\$\{at\(\w+\)\}/g, "{}")}`);
  const known = described();
  assert.ok(known.size > 20);
  assert.deepEqual([...called].filter((one) => !known.has(one)), []);
  assert.deepEqual([...known].filter((one) => one.includes("/api/staff/") && !called.has(one)), []);
});

test("the client knows every property of what it shows", () => {
  for (const [name, properties] of Object.entries({
    Source: ["kind", "state", "address", "events_per_second", "lag_seconds", "problem", "gaps", "last_gap"],
    Figures: ["withheld", "matched", "authors", "expected", "by_hour", "by_topic", "by_country", "tone", "arriving"],
    ShareRow: ["matched", "share", "lower", "upper", "expected"],
    Narrative: ["words", "first_seen", "posts", "authors", "growth", "languages", "example"],
    CopiedText: ["posts", "authors", "min_similarity", "languages", "example"],
    Alert: ["kind", "watch_name", "value", "n", "reasons", "raised_at", "state", "judged_by"],
    Today: ["source", "gaps", "watches", "new_narratives", "alerts", "new_languages"],
    QueryCheck: ["ok", "canonical", "errors", "warnings", "held_phrases"],
    WatchRecord: ["status", "active", "expires_soon", "owner", "approved", "pending"],
    DataProtection: ["by_purpose", "waiting", "expiring", "proposed", "looks", "retention", "pseudonyms", "opt_outs"],
    Post: ["status", "version", "digest", "writers", "approvals", "approvals_needed", "cautions", "leaves_at", "release", "may"],
    PostBody: ["account", "texts", "pictures", "poll", "visibility", "in_reply_to", "quote", "may_reply", "may_quote", "herself"],
    DeliveriesOverview: ["servers", "reachable", "failing", "parked", "waiting", "hosts", "accounts"],
    DeliveryHost: ["host", "state", "failures", "failing_since", "reason", "status", "next_try", "parked_since", "waiting"],
    PostDesk: ["waiting", "held", "releases", "stuck"],
    HostRule: ["host", "level", "reject_media", "reject_reports", "reason", "remark", "by", "at"],
    ActorRule: ["actor", "level", "reason", "by", "at"],
    BlockListResult: ["applied", "rules", "standing", "ignored", "bad_lines", "bad"],
    Report: ["server", "objects", "content", "received", "resolved_by", "resolved", "resolution"],
    FoundActor: ["actor", "acct", "name", "type", "url", "registered"],
    FollowRequest: ["actor", "acct", "name", "type", "host", "since", "registered"],
    AccountFollowers: ["account", "name", "followers", "servers", "top", "others", "unreached"],
    AccountBlock: ["actor", "at"],
    Reading: ["uri", "author", "shared_by", "summary", "content", "language", "url", "published"],
    Deliveries: ["pending", "delivered", "failed"],
  })) {
    const schema = contract.split(`\n    ${name}:\n`)[1]?.split(/\n {4}\w+:\n/)[0] ?? "";
    const type = client.split(`export interface ${name} {`)[1]?.split("\n}")[0] ?? "";
    for (const property of properties) {
      assert.match(schema, new RegExp(`\\b${property}:`), `${name}.${property} is not in the contract`);
      assert.match(type, new RegExp(`\\b${property}\\??:`), `${name}.${property} is not in api.ts`);
    }
  }
});
