#include "activitypub/written_address.hpp"

#include <algorithm>
#include <future>
#include <memory>
#include <utility>

namespace chancery::activitypub {
namespace {

using Fetch = void (KeyRing::*)(const std::string&, KeyRing::DocumentDone);

Result<json::Object> wait_for_document(KeyRing& keys, Fetch fetch, const Clock& clock, const std::string& address,
                                       std::chrono::steady_clock::time_point until) {
  // Shared with the request, which may answer after we gave up.
  const auto promise = std::make_shared<std::promise<Result<json::Object>>>();
  auto answer = promise->get_future();
  (keys.*fetch)(address, [promise](Result<json::Object> document) { promise->set_value(std::move(document)); });
  const auto left = std::chrono::floor<std::chrono::milliseconds>(until - clock.steady());
  if (answer.wait_for(std::max(left, std::chrono::milliseconds{1})) != std::future_status::ready) {
    return fail(Errc::Timeout, "that server did not answer in time");
  }
  auto document = answer.get();
  // Who waits is signed in: the other server's fault is not hers.
  if (!document && document.error().code == Errc::Unauthorized) {
    return fail(Errc::Refused, document.error().detail, "address: what stands there says it is of another address");
  }
  return document;
}

}  // namespace

Result<json::Object> fetch_named(KeyRing& keys, const Clock& clock, const std::string& id,
                                 std::chrono::steady_clock::time_point until) {
  return wait_for_document(keys, &KeyRing::fetch_document, clock, id, until);
}

Result<json::Object> fetch_written(KeyRing& keys, const Clock& clock, const std::string& address,
                                   std::chrono::steady_clock::time_point until) {
  auto document = wait_for_document(keys, &KeyRing::fetch_shown, clock, address, until);
  const auto id = document ? json::text(*document, "id") : std::nullopt;
  if (!id || *id == address) return document;
  return fetch_named(keys, clock, std::string(*id), until);
}

}  // namespace chancery::activitypub
