// Complaints of other servers about us.
#include <algorithm>
#include <utility>

#include "activity/events.hpp"
#include "activitypub/effect_parts.hpp"
#include "activitypub/moderation.hpp"
#include "activitypub/reports.hpp"
#include "net/url.hpp"
#include "store/events.hpp"
#include "text/utf8.hpp"

namespace chancery::activitypub {

Decision report(const Received& received) {
  const auto& addresses = received.peers.addresses();
  Report report;
  for (const auto& object : received.activity.objects) {
    const bool ours = addresses.account_in(object) || addresses.note_in(object);
    if (ours && report.objects.size() < kMaxReported) report.objects.push_back(object);
  }
  if (report.objects.empty()) return nothing();
  const auto server = net::Url::parse(received.signer.uri);
  report.id = received.store.ids().next();
  report.uri = received.activity.id.empty() ? name_of(received.activity) : received.activity.id;
  report.server = server ? server->authority() : std::string();
  report.content = text::cut_at_character(received.activity.content, kMaxReport);
  report.received = received.store.clock().now();
  return effect(
      [report = std::move(report), host = server ? server->host() : std::string()](store::Transaction& tx) -> Status {
        if (const auto rule = rule_of_host(tx, host); rule && rule->reject_reports) return {};
        if (add_report(tx, report)) {
          store::append_event(tx, activity::events::kReportReceived, {{"report", report.id}});
        }
        return {};
      });
}

}  // namespace chancery::activitypub
