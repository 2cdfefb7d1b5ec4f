#include "proof/evidence.hpp"

#include "crypto/encoding.hpp"

namespace chancery::proof {
namespace {

json::Array hashes_json(const std::vector<Hash>& hashes) {
  json::Array array;
  for (const auto& hash : hashes) array.emplace_back(crypto::to_hex(hash));
  return array;
}

json::Value maybe_head(const std::optional<Head>& head) {
  return head ? json::Value(head_json(*head)) : json::Value(nullptr);
}

json::Object leaf_json(store::Snapshot& snapshot, const Leaf& leaf, const std::optional<Head>& head) {
  json::Value proof(nullptr);
  if (head) {
    if (const auto path = prove_inclusion(snapshot, leaf.index, head->tree.size)) proof = hashes_json(*path);
  }
  return {{"leaf", leaf.index}, {"data", leaf.data}, {"proof", std::move(proof)}};
}

json::Object entry_json(store::Snapshot& snapshot, const Entry& entry, const std::optional<Head>& head) {
  json::Array openings;
  for (const auto& opening : entry.openings) {
    openings.push_back(json::Object{{"salt", crypto::to_hex(opening.salt)},
                                    {"bytes", opening.bytes ? json::Value(*opening.bytes) : json::Value(nullptr)}});
  }
  auto object = leaf_json(snapshot, entry.leaf, head);
  object["matches"] = entry.matches;
  object["openings"] = std::move(openings);
  return object;
}

}  // namespace

json::Object head_json(const Head& head) {
  return {{"size", head.tree.size},
          {"root", crypto::to_hex(head.tree.root)},
          {"at", to_rfc3339(head.tree.at)},
          {"key", head.verifier_key},
          {"checkpoint", head.checkpoint}};
}

json::Object newest_json(store::Snapshot& snapshot, const Log& log) {
  const auto head = newest_head(snapshot);
  json::Array leaves;
  for (const auto& gap : gaps(snapshot)) leaves.push_back(leaf_json(snapshot, gap, head));
  return {
      {"origin", log.origin()}, {"key", log.verifier_key()}, {"head", maybe_head(head)}, {"gaps", std::move(leaves)}};
}

Result<json::Object> inclusion_json(store::Snapshot& snapshot, std::int64_t leaf, std::int64_t size) {
  const auto proof = prove_inclusion(snapshot, leaf, size);
  if (!proof) return fail(proof.error());
  const auto found = leaf_at(snapshot, leaf);
  if (!found) return fail(found.error());
  return json::Object{{"leaf", leaf}, {"size", size}, {"data", found->data}, {"proof", hashes_json(*proof)}};
}

Result<json::Object> consistency_json(store::Snapshot& snapshot, std::int64_t from, std::int64_t to) {
  const auto proof = prove_consistency(snapshot, from, to);
  if (!proof) return fail(proof.error());
  return json::Object{{"from", from}, {"to", to}, {"proof", hashes_json(*proof)}};
}

json::Object answer_json(store::Snapshot& snapshot, const Log& log, const Answer& answer) {
  json::Array posts;
  for (const auto& post : answer.posts) {
    json::Array leaves;
    for (const auto& entry : post.entries) leaves.push_back(entry_json(snapshot, entry, answer.head));
    posts.push_back(json::Object{{"note", post.note}, {"leaves", std::move(leaves)}});
  }
  return {{"origin", log.origin()},
          {"since", answer.since ? json::Value(to_rfc3339(*answer.since)) : json::Value(nullptr)},
          {"said_here", !answer.posts.empty()},
          {"more", answer.more},
          {"head", maybe_head(answer.head)},
          {"posts", std::move(posts)}};
}

}  // namespace chancery::proof
