#include "listen/data_protection.hpp"

#include <algorithm>

#include "text/utf8.hpp"

namespace chancery::listen {
namespace {

constexpr std::size_t kLongestAddress = 300;

template <class Key>
std::vector<NamedCount> largest_first(const std::map<Key, std::int64_t>& counts) {
  std::vector<NamedCount> list;
  for (const auto& [of, count] : counts) list.push_back({std::string(of), count});
  std::ranges::stable_sort(list, std::ranges::greater{}, &NamedCount::count);
  return list;
}

bool waits(const WatchRecord& record) {
  return !record.stopped && record.pending &&
         (record.pending->status == VersionStatus::Submitted || record.pending->status == VersionStatus::Held);
}

}  // namespace

Desk desk(store::Snapshot& snapshot, Timestamp now) {
  Desk desk;
  std::map<WatchStatus, std::int64_t> by_status;
  std::map<Purpose, std::int64_t> by_purpose;
  std::map<std::string, std::int64_t> by_basis;
  for (auto& record : watch_records(snapshot)) {
    const auto status = record.status(now);
    ++by_status[status];
    if (status == WatchStatus::Approved) {
      ++by_purpose[record.approved->says.purpose];
      ++by_basis[record.approved->says.legal_basis];
    }
    if (waits(record)) desk.waiting.push_back(std::move(record));
  }
  std::ranges::sort(desk.waiting, {}, [](const WatchRecord& record) { return record.pending->written_at; });
  for (const auto status : kWatchStatuses)
    desk.by_status.push_back({std::string(to_string(status)), by_status[status]});
  for (const auto purpose : kPurposes)
    desk.by_purpose.push_back({std::string(to_string(purpose)), by_purpose[purpose]});
  desk.by_legal_basis = largest_first(by_basis);
  desk.expiring = expiring_watches(snapshot, now);
  for (auto& actor : public_actors(snapshot)) {
    if (actor.active(now)) ++desk.public_actors;
    if (actor.status == ActorStatus::Proposed) desk.proposed.push_back(std::move(actor));
  }
  std::ranges::reverse(desk.proposed);
  desk.looks = look_totals(snapshot, now - std::chrono::days{30}, now + std::chrono::hours{1});
  return desk;
}

Result<std::string> author_address(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\n");
  if (first == std::string_view::npos) return fail(Errc::Invalid, "no address", "address: is missing");
  text = text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
  const bool sound = text.size() <= kLongestAddress && text::is_valid_utf8(text) &&
                     std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) <= 0x20; });
  if (!sound) return fail(Errc::Invalid, "not an address", "address: write a DID, acct:user@host or https://…");
  const bool handle = (text.starts_with('@') && text.find('@', 1) == std::string_view::npos) ||
                      (text.find_first_of(":@/") == std::string_view::npos && text.find('.') != std::string_view::npos);
  if (handle) {
    return fail(Errc::Invalid, "a handle names nobody for long",
                "address: this handle could not be read. Write the DID instead: it stands at "
                "https://HANDLE/.well-known/atproto-did, or in the profile's data");
  }
  const auto name = text.starts_with('@') ? text.substr(1) : text;
  const auto at = name.find('@');
  if (at != std::string_view::npos && at > 0 && at + 1 < name.size() &&
      name.find_first_of(":/") == std::string_view::npos)
    return "acct:" + std::string(name);
  return std::string(text);
}

std::vector<std::string> author_forms(std::string_view address) {
  std::vector<std::string> forms{std::string(address)};
  constexpr std::string_view kAcct = "acct:";
  if (!address.starts_with(kAcct)) return forms;
  const std::string name(address.substr(kAcct.size()));
  forms.push_back('@' + name);
  forms.push_back(name);
  return forms;
}

}  // namespace chancery::listen
