#include "answer/exports.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "activity/events.hpp"
#include "answer/export_lines.hpp"
#include "answer/export_rows.hpp"
#include "answer/gzip_file.hpp"
#include "base/json.hpp"
#include "base/log.hpp"
#include "crypto/encoding.hpp"
#include "staff/audit.hpp"
#include "staff/audit_heads.hpp"
#include "store/events.hpp"

namespace chancery::answer {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 3> kExportScopes{"desk", "mission", "all"};
constexpr std::array<std::string_view, 4> kExportStates{"waiting", "ready", "failed", "gone"};
constexpr std::size_t kExportedConversations = 50;  // conversations of one snapshot

bool is_there(store::Transaction& tx, const ArchiveExport& one) {
  switch (one.scope) {
    case ExportScope::Desk:
      return staff::desk_by_id(tx, DeskId{one.subject}).has_value();
    case ExportScope::Mission:
      return staff::mission_by_id(tx, staff::MissionId{one.subject}).has_value();
    default:
      return true;
  }
}

// None: every desk's.
std::optional<std::set<DeskId>> desks_of(const ExportNames& names, const ArchiveExport& one) {
  if (one.scope == ExportScope::All) return std::nullopt;
  std::set<DeskId> desks;
  for (const auto& [id, desk] : names.desks) {
    const bool asked = one.scope == ExportScope::Desk ? id.value == one.subject : desk.mission.value == one.subject;
    if (asked) desks.insert(id);
  }
  return desks;
}

std::string manifest_of(store::Snapshot& snapshot, const ArchiveExport& one, Timestamp now) {
  const auto head = staff::audit_head(snapshot);
  const staff::ShownNames names(snapshot);
  const auto* by = names.find(one.by);
  json::Object manifest{{"format", "chancery conversations 1"},
                        {"export", std::to_string(one.id)},
                        {"ordered_at", to_rfc3339(one.at)},
                        {"ordered_by", by ? by->login : std::string()},
                        {"made_at", to_rfc3339(now)},
                        {"scope", to_string(one.scope)},
                        {"subject", std::to_string(one.subject)},
                        {"file", one.file},
                        {"conversations", one.rows},
                        {"bytes", one.bytes},
                        {"sha256", one.sha256},
                        {"audit_head", json::Object{{"sequence", head.sequence}, {"hash", head.hash}}},
                        {"signed_head", nullptr}};
  if (const auto last = staff::signed_head(snapshot)) {
    manifest["signed_head"] = json::Object{{"statement", staff::statement(last->head, last->at)},
                                           {"key", crypto::to_base64(last->key)},
                                           {"signature", crypto::to_base64(last->signature)}};
  }
  return boost::json::serialize(manifest);
}

}  // namespace

std::string_view to_string(ExportScope scope) {
  return kExportScopes.at(static_cast<std::size_t>(scope));
}
std::string_view to_string(ExportState state) {
  return kExportStates.at(static_cast<std::size_t>(state));
}

Result<ExportScope> parse_export_scope(std::string_view text) {
  for (const auto scope : {ExportScope::Desk, ExportScope::Mission, ExportScope::All}) {
    if (to_string(scope) == text) return scope;
  }
  return fail(Errc::Invalid, "no such scope", "scope: desk, mission or all");
}

Result<ArchiveExport> order_export(store::Transaction& tx, const ArchiveExport& wanted, const Acting& acting) {
  ArchiveExport one;
  one.id = wanted.id;
  one.by = acting.by->id;
  one.at = acting.now;
  one.scope = wanted.scope;
  one.subject = wanted.scope == ExportScope::All ? 0 : wanted.subject;
  one.file = fmt::format("conversations-{}.ndjson.gz", one.id);
  one.expires_at = acting.now + kExportKept;
  if (!is_there(tx, one)) {
    return fail(Errc::NotFound, "nothing to export", fmt::format("subject: there is no such {}", to_string(one.scope)));
  }
  if (rows::exports_waiting(tx) >= kExportsWaiting) {
    return fail(Errc::TooMany, "others wait", "Other exports are being made: wait for them.");
  }
  rows::insert_export(tx, one);
  auto subject = fmt::format("export:{} {}", one.id, to_string(one.scope));
  if (one.subject != 0) subject += fmt::format(":{}", one.subject);
  staff::append_audit(tx, acting.now, staff::audit_actor(*acting.by), "export.make", subject);
  return one;
}

fs::path exports_folder(const store::Store& store) {
  return store.file().parent_path() / "exports";
}

Result<ArchiveExport> Exporter::make(ArchiveExport one, const std::stop_token& stop) {
  std::error_code error;
  fs::create_directories(folder_, error);
  fs::permissions(folder_, fs::perms::owner_all, error);
  if (error) return fail(Errc::Unavailable, folder_.string() + ": " + error.message());
  auto file = GzipFile::create(folder_ / one.file);
  if (!file) return fail(file.error());
  const auto names = store_.read([](store::Snapshot& snapshot) { return export_names(snapshot); });
  const auto desks = desks_of(names, one);
  for (ConversationId after;;) {
    if (stop.stop_requested()) return fail(Errc::Unavailable, "the server stops");
    std::string lines;
    const auto looked = store_.read([&](store::Snapshot& snapshot) {
      const auto slice = rows::conversations_after(snapshot, after, kExportedConversations);
      for (const auto& c : slice) {
        after = c.id;
        if (desks && !desks->contains(c.desk)) continue;
        lines += export_line(snapshot, names, c);
        ++one.rows;
      }
      return slice.size();
    });
    if (auto added = file->add(lines); !added) return fail(added.error());
    if (looked < kExportedConversations) break;
  }
  const auto done = file->finish();
  if (!done) return fail(done.error());
  one.state = ExportState::Ready;
  one.bytes = static_cast<std::int64_t>(done->bytes);
  one.sha256 = done->sha256;
  const auto now = store_.clock().now();
  one.expires_at = now + kExportKept;
  one.manifest = store_.read([&](store::Snapshot& snapshot) { return manifest_of(snapshot, one, now); });
  return one;
}

Result<std::size_t> Exporter::work(const std::stop_token& stop) {
  const auto waiting =
      store_.read([](store::Snapshot& snapshot) { return rows::exports_in(snapshot, ExportState::Waiting); });
  std::size_t made = 0;
  for (const auto& one : waiting) {
    auto done = make(one, stop);
    if (stop.stop_requested()) break;
    if (!done) log::error("answer", "export {} was not made: {}", one.id, done.error().detail);
    auto row = done ? std::move(*done) : one;
    if (row.state == ExportState::Waiting) row.state = ExportState::Failed;
    const auto kept = store_.write_now([&](store::Transaction& tx) -> Status {
      rows::put_export(tx, row);
      store::append_event(tx, activity::events::kExportSettled,
                          {{"export", row.id},
                           {"scope", to_string(row.scope)},
                           {"state", to_string(row.state)},
                           {"conversations", row.rows}});
      return {};
    });
    if (!kept) return fail(kept.error());
    made += row.state == ExportState::Ready ? 1 : 0;
  }
  return made;
}

Status Exporter::sweep(Timestamp now) {
  auto ready = store_.read([](store::Snapshot& snapshot) { return rows::exports_in(snapshot, ExportState::Ready); });
  std::set<std::string> kept;
  std::vector<ArchiveExport> over;
  for (auto& one : ready) {
    if (one.expires_at > now) {
      kept.insert(one.file);
    } else {
      one.state = ExportState::Gone;
      over.push_back(std::move(one));
    }
  }
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder_, error)) {
    if (!kept.contains(entry.path().filename().string())) fs::remove(entry.path(), error);
  }
  if (over.empty()) return {};
  return store_.write_now([&](store::Transaction& tx) -> Status {
    for (const auto& one : over) rows::put_export(tx, one);
    return {};
  });
}

}  // namespace chancery::answer
