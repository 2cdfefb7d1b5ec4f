#include "activitypub/read_collection.hpp"

#include <unordered_set>
#include <utility>

#include "activitypub/read.hpp"
#include "activitypub/read_parts.hpp"

namespace chancery::activitypub {
namespace {

class Reader {
 public:
  Reader(std::string_view at, const Peers& peers) : at_(at), peers_(peers) {}

  void read(const json::Object& object) {
    for (const auto* name : {"items", "orderedItems"}) {
      each_value(object, name, [&](const json::Value& value) { add(value); });
    }
    if (const auto* first = json::object(object, "first")) {
      for (const auto* name : {"items", "orderedItems"}) {
        each_value(*first, name, [&](const json::Value& value) { add(value); });
      }
      if (turn_to(member_id(*first, "next"))) return;
    } else if (turn_to(member_id(object, "first"))) {
      return;
    }
    static_cast<void>(turn_to(member_id(object, "next")));
  }

  ReceivedCollection take() { return std::move(found_); }

 private:
  void add(const json::Value& value) {
    if (found_.items.size() == kMaxItems) return;
    const auto* object = value.if_object();
    auto id = object ? created_by(*object) : std::string();
    if (id.empty()) id = id_of(value);
    if (id.empty() || !peers_.check(id) || !seen_.insert(id).second) return;
    found_.items.push_back(std::move(id));
  }

  // Someone else's pages would let one server send us through another.
  bool turn_to(std::string next) {
    if (next.empty() || !peers_.check(next) || !same_origin(next, at_)) return false;
    found_.next = std::move(next);
    return true;
  }

  std::string_view at_;
  const Peers& peers_;
  ReceivedCollection found_;
  std::unordered_set<std::string> seen_;
};

bool has_type(const json::Object& object, std::string_view wanted) {
  return !first_type(object, [&](std::string_view type) { return type == wanted; }).empty();
}

}  // namespace

ReceivedCollection read_collection(const json::Object& object, std::string_view at, const Peers& peers) {
  Reader reader(at, peers);
  reader.read(object);
  return reader.take();
}

ConversationLinks read_links(const json::Object& note, std::string_view at, const Peers& peers) {
  ConversationLinks links;
  const auto here = [&](std::string uri) {
    return !uri.empty() && peers.check(uri) && same_origin(uri, at) ? uri : std::string();
  };
  links.context = here(member_id(note, "context"));
  if (const auto* replies = json::object(note, "replies")) links.beginning = read_collection(*replies, at, peers);
  if (links.beginning.empty()) links.replies = here(member_id(note, "replies"));
  return links;
}

bool is_tombstone(const json::Object& object) {
  return has_type(object, "Tombstone");
}

std::string created_by(const json::Object& object) {
  return has_type(object, "Create") ? member_id(object, "object") : std::string();
}

}  // namespace chancery::activitypub
