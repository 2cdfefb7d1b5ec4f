#include "api/once.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>

#include "base/json.hpp"
#include "base/log.hpp"
#include "crypto/hash.hpp"
#include "store/rider.hpp"

namespace chancery::api {
namespace {

constexpr std::string_view kMultipart = "multipart/";
constexpr std::string_view kBoundary = "boundary=";

Result<std::string> read_key(const net::Request& request) {
  const auto key = request.headers.find("Idempotency-Key").value_or("");
  const bool printable = std::ranges::all_of(key, [](char c) { return c > ' ' && c < '\x7f'; });
  if (!key.empty() && key.size() <= Once::kLongestKey && printable) return std::string(key);
  return fail(
      Errc::Malformed, "no idempotency key",
      "Idempotency-Key: send 1 to 200 printable characters with every change, fresh for each; a repeated one is "
      "done once");
}

std::string_view boundary_of(std::string_view type) {
  const auto at = type.find(kBoundary);
  if (!type.starts_with(kMultipart) || at == type.npos) return {};
  auto boundary = type.substr(at + kBoundary.size());
  if (boundary.starts_with('"')) boundary.remove_prefix(1);
  return boundary.substr(0, boundary.find_first_of("\";"));
}

// The hash of a body that comes in pieces. A browser that sends a form again cuts it elsewhere: the boundary is no part
// of what is said.
class BodyHash {
 public:
  // Borrows the boundary for its lifetime; empty: the body is no form.
  explicit BodyHash(std::string_view boundary) : boundary_(boundary) {}

  void add(std::string_view piece) {
    if (boundary_.empty()) return hash_.add(piece);
    rest_.append(piece);
    std::string_view left = rest_;
    for (auto found = left.find(boundary_); found != left.npos; found = left.find(boundary_)) {
      hash_.add(left.substr(0, found));
      left.remove_prefix(found + boundary_.size());
    }
    const auto begun = std::min(left.size(), boundary_.size() - 1);  // may be the beginning of the next boundary
    hash_.add(left.substr(0, left.size() - begun));
    rest_.erase(0, rest_.size() - begun);
  }
  [[nodiscard]] std::string finish() {
    hash_.add(rest_);
    return hash_.finish();
  }

 private:
  const std::string_view boundary_;
  crypto::Sha256 hash_;
  std::string rest_;
};

Result<std::string> hash_body(const net::Request& request) {
  BodyHash hash(boundary_of(request.headers.find("Content-Type").value_or("")));
  if (request.body_file.empty()) {
    hash.add(request.body);
    return hash.finish();
  }
  std::ifstream file(request.body_file, std::ios::binary);
  std::array<char, 64 * 1024> piece{};
  while (file) {
    file.read(piece.data(), piece.size());
    hash.add({piece.data(), static_cast<std::size_t>(file.gcount())});
  }
  if (file.eof()) return hash.finish();
  return fail(Errc::Internal, "the spooled body cannot be read", "the server lost the body; send it again");
}

Result<std::string> fingerprint_of(const net::Request& request) {
  const auto body = hash_body(request);
  if (!body) return fail(body.error());
  std::string said{net::to_string(request.method)};
  said.append(" ").append(request.path).append("?").append(request.query).append("\n").append(*body);
  return crypto::sha256(said);
}

// The id of what was made, where the answer says so.
std::string subject_of(const net::Response& answer) {
  const auto* body = std::get_if<std::string>(&answer.body);
  if (body == nullptr || !body->starts_with('{')) return {};
  const auto object = json::parse_object(*body);
  return object ? json::text_or_empty(*object, "id") : std::string{};
}

net::Response repeated(net::Response answer) {
  answer.headers.set("Idempotent-Replayed", "true");
  return answer;
}

// What is known after the process that did it: that it was done.
net::Response done(const staff::Did& did) {
  const int status = did.status == 0 ? 200 : did.status;
  if (status == 204) return repeated(net::Response::empty(204));
  json::Object said{{"done", status < 400}};
  if (!did.subject.empty()) said["id"] = did.subject;
  return repeated(net::Response::json(status, boost::json::serialize(said)));
}

std::size_t weight(const net::Response& answer) {
  const auto* body = std::get_if<std::string>(&answer.body);
  return body == nullptr ? 0 : body->size();
}

}  // namespace

std::optional<Result<net::Response>> Once::done_before(const Key& key, std::string_view fingerprint) {
  const auto before =
      store_.read([&](store::Snapshot& snapshot) { return staff::did(snapshot, key.first, key.second, fingerprint); });
  if (!before) return fail(before.error());
  if (!*before) return std::nullopt;
  const std::lock_guard lock(mutex_);
  const auto kept = answers_.find(key);
  if (kept != answers_.end()) return repeated(kept->second);
  return done(**before);
}

void Once::keep(const Key& key, const net::Response& answer) {
  const std::lock_guard lock(mutex_);
  if (!answers_.emplace(key, answer).second) return;
  oldest_.push_back(key);
  bytes_ += weight(answer);
  while (oldest_.size() > kAnswers || bytes_ > kBytes) {
    const auto gone = answers_.find(oldest_.front());
    bytes_ -= weight(gone->second);
    answers_.erase(gone);
    oldest_.pop_front();
  }
}

// What was answered, once it is known; what the request stored elsewhere, or not at all, is remembered now.
void Once::settle(const Key& key, std::string_view fingerprint, bool stored, const Result<net::Response>& result) {
  if (!result && !stored) return;
  const auto answer = result ? *result : net::Response::of(result.error());
  keep(key, answer);
  const staff::Did did{answer.status, result ? subject_of(answer) : std::string{}};
  const auto now = store_.clock().now();
  const auto told = store_.write_now([&](store::Transaction& tx) -> Status {
    staff::remember(tx, key.first, key.second, fingerprint, did, now);
    return {};
  });
  if (!told) log::warn("api", "the answer to an idempotency key is not remembered: {}", told.error().detail);
}

Result<net::Response> Once::run(const net::Request& request, staff::UserId user, const Handle& handle) {
  const auto name = read_key(request);
  if (!name) return fail(name.error());
  const auto fingerprint = fingerprint_of(request);
  if (!fingerprint) return fail(fingerprint.error());
  const Key key{user, *name};
  {
    const std::lock_guard lock(mutex_);
    if (!running_.insert(key).second) {
      return fail(Errc::TooMany, "the same key twice at once", "This is being done already: ask again in a second.");
    }
  }
  // Lifts the key from those under way, however this ends.
  const std::unique_ptr<const Key, std::function<void(const Key*)>> under_way(&key, [this](const Key* ended) {
    const std::lock_guard lock(mutex_);
    running_.erase(*ended);
  });
  if (auto before = done_before(key, *fingerprint)) return *std::move(before);
  const auto now = store_.clock().now();
  bool stored = false;
  const auto result = [&] {
    const store::Rider rider(store_, [key, now, print = *fingerprint](store::Transaction& tx) -> Status {
      staff::remember(tx, key.first, key.second, print, {}, now);
      return {};
    });
    auto answered = handle();
    stored = rider.arrived();
    return answered;
  }();
  settle(key, *fingerprint, stored, result);
  return result;
}

}  // namespace chancery::api
