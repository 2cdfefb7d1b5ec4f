#include "api/proof_routes.hpp"

#include <charconv>
#include <functional>
#include <utility>

#include "api/fields.hpp"
#include "api/guard.hpp"
#include "api/representations.hpp"
#include "api/security_headers.hpp"
#include "crypto/encoding.hpp"
#include "proof/evidence.hpp"
#include "proof/merkle.hpp"
#include "store/notes.hpp"

namespace chancery::api {
namespace {

constexpr std::size_t kHeads = 100;
constexpr std::size_t kLeaves = 100;

using Answered = Result<json::Object>;
using Ask = std::function<Answered(store::Snapshot&, const net::Request&)>;

// A whole number from 0 on. Fails with Errc::Invalid and names it.
Result<std::int64_t> number(const net::Request& request, std::string_view name) {
  const auto text = request.query_param(name).value_or("");
  std::int64_t value = -1;
  const auto* end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, value);
  if (problem != std::errc{} || stop != end || value < 0) {
    return fail(Errc::Invalid, std::string(name) + ": write a whole number");
  }
  return value;
}

Answered heads(store::Snapshot& snapshot, const net::Request& request) {
  const auto from = number(request, "from");
  if (!from) return fail(from.error());
  json::Array list;
  for (const auto& head : proof::heads_after(snapshot, *from, kHeads)) list.push_back(proof::head_json(head));
  return json::Object{{"heads", std::move(list)}};
}

// Who was given the link of an unlisted note can ask for its leaves; nobody finds the link here.
bool is_unlisted(store::Snapshot& snapshot, const activity::Addresses& addresses, std::string_view leaf) {
  const auto said = json::parse_object(leaf);
  const auto id = said ? addresses.note_in(json::text_or_empty(*said, "note")) : std::nullopt;
  const auto note = id ? store::note_by_id(snapshot, *id) : std::nullopt;
  return note && note->visibility != activity::Visibility::Public;
}

// A leaf that was asked for by its number: with its hash, and without what an unlisted note's says.
json::Object listed(json::Object leaf, store::Snapshot& snapshot, const activity::Addresses& addresses) {
  const auto data = json::text_or_empty(leaf, "data");
  leaf["hash"] = crypto::to_hex(proof::leaf_hash(data));
  if (is_unlisted(snapshot, addresses, data)) leaf["data"] = nullptr;
  return leaf;
}

Answered leaves(const ProofServices& services, store::Snapshot& snapshot, const net::Request& request) {
  const auto from = number(request, "from");
  if (!from) return fail(from.error());
  json::Array list;
  for (const auto& leaf : proof::leaves_from(snapshot, *from, kLeaves)) {
    list.push_back(listed({{"leaf", leaf.index}, {"data", leaf.data}}, snapshot, services.addresses));
  }
  return json::Object{{"leaves", std::move(list)}};
}

Answered inclusion(const ProofServices& services, store::Snapshot& snapshot, const net::Request& request) {
  const auto leaf = number(request, "leaf");
  if (!leaf) return fail(leaf.error());
  const auto size = number(request, "size");
  if (!size) return fail(size.error());
  auto proved = proof::inclusion_json(snapshot, *leaf, *size);
  if (!proved) return proved;
  return listed(std::move(*proved), snapshot, services.addresses);
}

Answered consistency(store::Snapshot& snapshot, const net::Request& request) {
  const auto from = number(request, "from");
  if (!from) return fail(from.error());
  const auto to = number(request, "to");
  if (!to) return fail(to.error());
  return proof::consistency_json(snapshot, *from, *to);
}

Answered look_up(const ProofServices& services, store::Snapshot& snapshot, const std::optional<std::string>& link,
                 const std::optional<std::string>& text) {
  if (link.has_value() == text.has_value()) return fail(Errc::Invalid, "link, text: give one of them");
  if (link) {
    return proof::answer_json(snapshot, services.log, proof::find_link(snapshot, services.addresses, *link));
  }
  const auto found = proof::find_text(snapshot, services.log, *text);
  if (!found) return fail(found.error());
  return proof::answer_json(snapshot, services.log, *found);
}

Answered verify_posted(const ProofServices& services, store::Snapshot& snapshot, const net::Request& request) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto link = body->optional_text("link");
  const auto text = body->optional_text("text");
  if (auto read = body->check(); !read) return fail(read.error());
  return look_up(services, snapshot, link, text);
}

}  // namespace

void add_proof_routes(net::Router& router, const ProofServices& services) {
  const auto add = [&](net::Method method, std::string path, Ask ask) {
    router.add(method, "/api/public/proof/" + std::move(path), [services, ask = std::move(ask)](const auto& request) {
      const auto answered = services.store.read([&](store::Snapshot& snapshot) { return ask(snapshot, request); });
      auto response = answered ? json_answer(200, *answered) : answer(answered.error());
      response.headers.set("Access-Control-Allow-Origin", "*");
      response.headers.set("Cross-Origin-Resource-Policy", "cross-origin");
      return response;
    });
  };
  using net::Method;
  add(Method::Get, "head", [services](store::Snapshot& snapshot, const net::Request&) -> Answered {
    return proof::newest_json(snapshot, services.log);
  });
  add(Method::Get, "heads", heads);
  add(Method::Get, "leaves", [services](store::Snapshot& snapshot, const net::Request& request) {
    return leaves(services, snapshot, request);
  });
  add(Method::Get, "inclusion", [services](store::Snapshot& snapshot, const net::Request& request) {
    return inclusion(services, snapshot, request);
  });
  add(Method::Get, "consistency", consistency);
  add(Method::Get, "verify", [services](store::Snapshot& snapshot, const net::Request& request) {
    return look_up(services, snapshot, request.query_param("link"), request.query_param("text"));
  });
  add(Method::Post, "verify", [services](store::Snapshot& snapshot, const net::Request& request) {
    return verify_posted(services, snapshot, request);
  });
}

}  // namespace chancery::api
