#include "cli/demo_ministry.hpp"

#include <array>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "crypto/encoding.hpp"
#include "crypto/random.hpp"
#include "crypto/totp.hpp"
#include "listen/register.hpp"
#include "listen/watch_lifecycle.hpp"
#include "listen/watch_query.hpp"
#include "staff/users.hpp"

namespace chancery::cli {
namespace {

using listen::Purpose;
using listen::WatchStatus;
using staff::Role;
using std::chrono::days;

constexpr std::string_view kSuspended = "Fish quotas";
const std::string kActor = "user:demo";

struct Person {
  Role role;
  std::string_view name;
};
constexpr std::array<Person, 4> kPeople{{
    {Role::Dpo, "Demo data-protection officer"},
    {Role::Analyst, "Demo analyst"},
    {Role::Editor, "Demo editor"},
    {Role::Officer, "Demo officer"},
}};

// Enrols one as an invitation would, with a password nobody knows.
Status enrol(Program& program, const Person& person) {
  auto& enrolments = program.enrolments();
  const auto link = enrolments.invite(kActor, person.name, person.role);
  if (!link) return fail(link.error());
  const auto offer = enrolments.open(link->token);
  if (!offer) return fail(offer.error());
  const auto secret = crypto::from_base32(offer->totp_secret);
  if (!secret) return fail(secret.error());
  const auto step = crypto::totp_step(program.foundation().clock().now());
  const auto signed_in = enrolments.accept_invitation(link->token, {.login = demo_login(person.role),
                                                                    .name = std::string{person.name},
                                                                    .password = crypto::random_token(),
                                                                    .code = crypto::totp_code(*secret, step)});
  if (!signed_in) return fail(signed_in.error());
  return program.sessions().end(signed_in->token);
}

// Everybody who acts here.
struct Staff {
  staff::User visitor, dpo, analyst, editor;
};

Result<Staff> staff_of(const store::Store& store) {
  return store.read([](store::Snapshot& snapshot) -> Result<Staff> {
    const auto found = [&](Role role) { return staff::user_by_login(snapshot, demo_login(role)); };
    auto visitor = found(Role::Admin);
    auto dpo = found(Role::Dpo);
    auto analyst = found(Role::Analyst);
    auto editor = found(Role::Editor);
    if (!visitor || !dpo || !analyst || !editor) {
      return fail(Errc::NotFound, "the demo's people are missing", "start the demo with a fresh data folder");
    }
    return Staff{std::move(*visitor), std::move(*dpo), std::move(*analyst), std::move(*editor)};
  });
}

// An invented organisation of several states: no country's organ can be invented.
listen::NewPublicActor organisation(std::string_view name, std::string_view in_french, std::string_view host,
                                    std::string_view founded) {
  const auto at = "https://" + std::string{host};
  return {.kind = listen::ActorKind::RegisteredOrganisation,
          .names = {{"en", std::string{name}}, {"fr", std::string{in_french}}},
          .office = std::string{founded},
          .country = {},
          .addresses = {"@press." + std::string{host}, at + "/news.xml"},
          .evidence_url = at + "/statutes",
          .evidence_note = "The statutes, and the handle on the front page. All of it is invented.",
          .until = std::nullopt,
          .replaces = {}};
}

Status fill_register(store::Store& store, const Staff& staff, Timestamp now) {
  const auto add = [&](const listen::NewPublicActor& actor, bool twice) {
    const listen::PublicActorId id{store.ids().next()};
    return store.write_now([&](store::Transaction& tx) -> Status {
      if (auto step = listen::propose_public_actor(tx, id, staff.analyst, actor, now); !step) return fail(step.error());
      if (auto step = listen::approve_public_actor(tx, id, staff.editor, now); !step) return fail(step.error());
      if (!twice) return {};
      auto step = listen::approve_public_actor(tx, id, staff.dpo, now);
      return step ? Status{} : fail(step.error());
    });
  };
  if (auto done = add(organisation("Lantern Strait Fisheries Commission", "Commission des pêches du détroit",
                                   "strait-fisheries.example", "Treaty of Keld, article 2"),
                      true);
      !done) {
    return done;
  }
  if (auto done = add(organisation("Orsa River Authority", "Autorité du fleuve Orsa", "orsa-river.example",
                                   "Orsa Basin Agreement, article 5"),
                      true);
      !done) {
    return done;
  }
  return add(organisation("Council of Free Harbours", "Conseil des ports francs", "free-harbours.example",
                          "Statutes of Alvane, section 1"),
             false);
}

// How far a watch comes before anybody looks.
enum class LineUntil { Submitted, Approved };

struct DemoWatch {
  std::string_view name;
  std::string_view query;
  Purpose purpose;
  std::string_view dpia;
  days lasts;
  LineUntil until;
  std::string_view reason;  // of the officer
};
constexpr std::array<DemoWatch, 5> kWatches{{
    {"Ferry Aurora Bay", R"("Aurora Bay" OR #AuroraBay OR "أورورا باي")", Purpose::CrisisResponse, "DPIA 2026/14",
     days{30}, LineUntil::Approved, "The phrase is the name of a ship, not of a person."},
    {"Open Harbours scholarships", R"(#OpenHarbours OR "Open Harbours")", Purpose::PublicDiplomacyEvaluation,
     "DPIA 2026/09", days{10}, LineUntil::Approved, "Public talk about a programme of the ministry."},
    {kSuspended, R"("fish quotas" OR "cuotas de pesca" OR "quotas de pêche" OR #FishQuotas)", Purpose::PolicyResearch,
     "DPIA 2026/07", days{90}, LineUntil::Approved, "As described in the assessment."},
    {"Visas and passports", "(Marendia OR Marendie OR Marendien) AND (visa* OR passport* OR consul*)",
     Purpose::ConsularProtection, "DPIA 2026/11", days{180}, LineUntil::Submitted, ""},
    {"Who speaks for the families", R"("Elena Vostrani" AND (ferry OR consul))", Purpose::CrisisResponse,
     "DPIA 2026/14", days{30}, LineUntil::Submitted, ""},
}};

Status add_watch(store::Store& store, const listen::QueryChecker& queries, const Staff& staff, const DemoWatch& watch,
                 Timestamp now) {
  const listen::WatchId id{store.ids().next()};
  const listen::NewWatch asked{.name = std::string{watch.name},
                               .query = std::string{watch.query},
                               .terms = {},
                               .purpose = watch.purpose,
                               .legal_basis = "Foreign Service Act of Marendia, section 4 (invented)",
                               .dpia = std::string{watch.dpia},
                               .country = {},
                               .expires = now + watch.lasts};
  return store.write_now([&](store::Transaction& tx) -> Status {
    const listen::Asking asking{.by = staff.analyst, .queries = queries, .now = now};
    if (auto step = listen::draft_watch(tx, id, asking, asked); !step) return fail(step.error());
    auto submitted = listen::submit_watch(tx, id, asking);
    if (!submitted) return fail(submitted.error());
    if (watch.until == LineUntil::Submitted) return {};
    const listen::Decision decision{.version = submitted->pending->number, .reason = std::string{watch.reason}};
    auto step = listen::approve_watch(tx, id, staff.dpo, decision, now);
    return step ? Status{} : fail(step.error());
  });
}

}  // namespace

std::string demo_login(Role role) {
  return role == Role::Admin ? "demo" : "demo." + std::string{to_string(role)};
}

Status fill_ministry(Program& program) {
  auto& store = program.foundation().chancery();
  const auto now = program.foundation().clock().now();
  for (const auto& person : kPeople) {
    if (auto enrolled = enrol(program, person); !enrolled) return enrolled;
  }
  const auto staff = staff_of(store);
  if (!staff) return fail(staff.error());
  if (auto filled = fill_register(store, *staff, now); !filled) return filled;
  const listen::QueryChecker queries;
  for (const auto& watch : kWatches) {
    if (auto added = add_watch(store, queries, *staff, watch, now); !added) return added;
  }
  return {};
}

Status suspend_a_watch(Program& program) {
  auto& store = program.foundation().chancery();
  const auto staff = staff_of(store);
  if (!staff) return fail(staff.error());
  const auto records = store.read([](store::Snapshot& snapshot) { return listen::watch_records(snapshot); });
  const auto now = program.foundation().clock().now();
  for (const auto& record : records) {
    if (record.status(now) != WatchStatus::Approved || record.approved->says.name != kSuspended) continue;
    return store.write_now([&](store::Transaction& tx) -> Status {
      auto step = listen::suspend_watch(
          tx, record.id, staff->dpo, "The study it was for has ended; the department is to say what comes next.", now);
      return step ? Status{} : fail(step.error());
    });
  }
  return {};
}

}  // namespace chancery::cli
