#include "pages/transparency.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>
#include <vector>

#include "feeds/web_feeds.hpp"
#include "listen/notice.hpp"
#include "pages/answer.hpp"
#include "pages/page.hpp"
#include "pages/templates.hpp"
#include "pages/transparency_labels.hpp"
#include "text/countries.hpp"
#include "text/utf8.hpp"

namespace chancery::pages {
namespace {

// What of watches, and of the register, stands on one page: more is behind a link.
constexpr std::size_t kTransparencyPageBytes = 6'000;
constexpr std::size_t kQueryBytes = 600;
constexpr std::size_t kMostAddresses = 8;

// A number as the language writes its digits.
std::string number(std::int64_t value, std::string_view language) {
  const auto latin = std::to_string(value);
  if (language != "ar") return latin;
  std::string arabic;
  for (const char digit : latin) arabic += {'\xd9', static_cast<char>('\xa0' + (digit - '0'))};
  return arabic;
}

std::string filled_count(std::string_view text, std::int64_t value, std::string_view language) {
  std::string out(text);
  if (const auto at = out.find("{}"); at != std::string::npos) out.replace(at, 2, number(value, language));
  return out;
}

std::string day(Timestamp time) {
  return to_rfc3339(time).substr(0, 10);
}

std::string shortened_to(std::string_view text, std::size_t bytes) {
  const auto cut = text::cut_at_character(text, bytes);
  return std::string(cut) + (cut.size() < text.size() ? "…" : "");
}

// Where a list begins: "?watches=40".
std::size_t offset(const net::Request& request, std::string_view name) {
  const auto text = request.query_param(name).value_or("");
  std::size_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// The rows from `first` on that fit a page, and where the next page begins; 0 when there is none.
template <class Item, class Make>
std::pair<std::vector<View>, std::size_t> rows_of(const std::vector<Item>& items, std::size_t first, Make make) {
  std::vector<View> rows;
  std::size_t bytes = 0;
  for (auto at = first; at < items.size(); ++at) {
    auto [row, size] = make(items[at]);
    bytes += size;
    if (bytes > kTransparencyPageBytes && !rows.empty()) return {std::move(rows), at};
    rows.push_back(std::move(row));
  }
  return {std::move(rows), 0};
}

// One answer being made.
class TransparencyPage {
 public:
  TransparencyPage(const net::Request& request, const Reader& reader, const listen::Notice& notice,
                   const TransparencyLabels& labels, const MapSettings& map)
      : request_(request), reader_(reader), notice_(notice), labels_(labels), map_(map) {}

  View view() {
    View view;
    view.set("title", labels_.title).set("lead", labels_.lead).set("more", labels_.more);
    put_watches(view);
    put_sources(view);
    put_rules(view);
    put_people(view);
    return view;
  }

 private:
  // As the installation calls it, else as the reader's language does.
  std::string country_name(const std::string& code) const {
    if (const auto own = map_.own_name(code, labels_.language); !own.empty()) return std::string(own);
    const auto country = text::parse_country(code);
    return country ? text::country_name(*country, std::string(labels_.language)) : code;
  }

  std::pair<View, std::size_t> watch_row(const listen::NoticeWatch& watch) const {
    const auto query = shortened_to(watch.query, kQueryBytes);
    View row;
    row.set("name", watch.name)
        .set_flag("suspended", watch.suspended)
        .set("purpose", labels_.purposes.at(static_cast<std::size_t>(watch.purpose)))
        .set("legal_basis", watch.legal_basis)
        .set("country", country_name(watch.country))
        .set("asked_by", labels_.roles.at(static_cast<std::size_t>(watch.owner)))
        .set("since", day(watch.since))
        .set("until", day(watch.expires))
        .set("query", query);
    return {std::move(row), watch.name.size() + watch.legal_basis.size() + query.size() + 100};
  }

  void put_watches(View& view) const {
    const auto first = offset(request_, "watches");
    auto [rows, next] = rows_of(notice_.watches, first, [&](const auto& watch) { return watch_row(watch); });
    view.set("watches_heading", labels_.watches)
        .set("no_watches", labels_.no_watches)
        .set("purpose_label", labels_.purpose)
        .set("legal_basis_label", labels_.legal_basis)
        .set("country_label", labels_.country)
        .set("asked_by_label", labels_.asked_by)
        .set("since_label", labels_.since)
        .set("until_label", labels_.until)
        .set("query_label", labels_.query)
        .set("suspended_label", labels_.suspended)
        .set("names_people", labels_.names_people)
        .set_flag("has_watches", !rows.empty())
        .set_list("watches", std::move(rows));
    if (next != 0) view.set("more_watches_url", reader_.path("/transparency?watches=" + std::to_string(next)));
  }

  void put_sources(View& view) const {
    std::vector<View> rows;
    for (const auto& source : notice_.sources) rows.emplace_back().set("source", source);
    view.set("sources_heading", labels_.sources)
        .set("no_sources", labels_.no_sources)
        .set_flag("has_sources", !rows.empty())
        .set_list("sources", std::move(rows));
  }

  void put_rules(View& view) const {
    const std::array<std::int64_t, 7> numbers{
        0, notice_.min_authors, notice_.retention.count(), notice_.key_lasts.count(), 0, 0, 0};
    std::vector<View> rows;
    for (std::size_t rule = 0; rule < labels_.rule.size(); ++rule) {
      rows.emplace_back().set("rule", filled_count(labels_.rule.at(rule), numbers.at(rule), labels_.language));
    }
    view.set("rules_heading", labels_.rules)
        .set_list("rules", std::move(rows))
        .set("rights_heading", labels_.rights)
        .set("rights", labels_.rights_explained)
        .set("contact_label", labels_.contact)
        .set("contact", notice_.contact)
        .set("no_contact", labels_.no_contact);
  }

  std::pair<View, std::size_t> actor_row(const listen::NoticeActor& actor) const {
    const auto own = std::ranges::find_if(
        actor.names, [&](const listen::ActorName& name) { return name.language.starts_with(labels_.language); });
    const auto& name = own == actor.names.end() ? actor.names.front() : *own;
    View row;
    row.set("name", name.text)
        .set("name_language", name.language)
        .set("kind", labels_.kinds.at(static_cast<std::size_t>(actor.kind)))
        .set("country", country_name(actor.country))
        .set("office", actor.office)
        .set("evidence", labels_.evidence);
    if (actor.until) row.set("until", day(*actor.until)).set("until_label", labels_.office_until);
    if (const auto url = Url::of(actor.evidence_url)) row.set("evidence_url", *url);
    std::size_t bytes = name.text.size() + actor.office.size() + actor.evidence_url.size() + 100;
    std::vector<View> addresses;
    for (const auto& address : actor.addresses) {
      if (addresses.size() == kMostAddresses) break;
      addresses.emplace_back().set("address", address);
      bytes += address.size() + 20;
    }
    row.set_list("addresses", std::move(addresses));
    return {std::move(row), bytes};
  }

  void put_people(View& view) const {
    const auto first = offset(request_, "register");
    auto [rows, next] = rows_of(notice_.actors, first, [&](const auto& actor) { return actor_row(actor); });
    view.set("people_heading", labels_.people)
        .set("people_explained", labels_.people_explained)
        .set("no_people", labels_.no_people)
        .set_flag("has_people", !rows.empty())
        .set_list("people", std::move(rows));
    if (next != 0)
      view.set("more_people_url",
               *Url::of(reader_.path("/transparency?register=" + std::to_string(next)).text() + "#register"));
  }

  const net::Request& request_;
  const Reader& reader_;
  const listen::Notice& notice_;
  const TransparencyLabels& labels_;
  const MapSettings& map_;
};

}  // namespace

void add_transparency_page(net::Router& router, const TransparencyServices& services) {
  router.add(net::Method::Get, "/transparency", [services](const net::Request& request) {
    return services.listen.read([&](store::Snapshot& heard) {
      return services.store.read([&](store::Snapshot& snapshot) {
        const auto notice =
            listen::notice(snapshot, heard, feeds::feed_sources(snapshot), services.store.clock().now());
        auto frame = frame_for(request, snapshot, services.site);
        const auto& labels = transparency_labels(frame.labels.language);
        frame.title = labels.title;
        frame.path = "/transparency";
        frame.description = labels.lead;
        TransparencyPage made(request, frame.reader, notice, labels, services.map);
        return for_reader(request, page(200, frame, render(templates::transparency(), made.view())));
      });
    });
  });
}

}  // namespace chancery::pages
