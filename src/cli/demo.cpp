#include "cli/demo.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <utility>

#include "api/first_desk.hpp"
#include "cli/demo_desk.hpp"
#include "cli/demo_ministry.hpp"
#include "cli/demo_posts.hpp"
#include "crypto/encoding.hpp"
#include "crypto/random.hpp"
#include "crypto/totp.hpp"
#include "feeds/demo_source.hpp"
#include "feeds/sample.hpp"
#include "listen/intake.hpp"
#include "listen/watch.hpp"
#include "listen/watch_lifecycle.hpp"
#include "staff/audit.hpp"
#include "staff/institution.hpp"
#include "store/accounts.hpp"

namespace chancery::cli {
namespace {

constexpr std::chrono::days kWatchLasts{90};
constexpr std::chrono::hours kBeganBefore{12};  // the ministry was there, and had spoken, before anybody asks it

// The first watch: the invented names the demo's talk answers to.
listen::NewWatch own_watch(Timestamp now) {
  listen::NewWatch watch;
  watch.name = std::string{feeds::sample_institution()};
  for (const auto term : feeds::demo_terms()) watch.terms.emplace_back(term);
  watch.purpose = listen::Purpose::PublicService;
  watch.legal_basis = "A fictional ministry needs none; a real one writes its provision here.";
  watch.expires = now + kWatchLasts;
  return watch;
}

// Sets the server up as the form would, with a password nobody knows.
Status set_up(Program& program) {
  auto& foundation = program.foundation();
  auto& enrolments = program.enrolments();
  const auto now = foundation.clock().now();
  const auto link = enrolments.new_setup_link(staff::kSetupActor);
  if (!link) return fail(link.error());
  const auto offer = enrolments.open(link->token);
  if (!offer) return fail(offer.error());
  const auto secret = crypto::from_base32(offer->totp_secret);
  if (!secret) return fail(secret.error());
  const staff::Institution institution{
      .name = std::string{feeds::sample_institution()}, .country = "ZZ", .languages = {"en", "ar"}, .demo = true};
  const staff::NewUser user{.login = "demo",
                            .name = "Demo visitor",
                            .password = crypto::random_token(),
                            .code = crypto::totp_code(*secret, crypto::totp_step(now))};
  const auto id = listen::WatchId{foundation.chancery().ids().next()};
  const auto signed_in = enrolments.complete_setup(
      link->token, institution, user, [&](store::Transaction& tx, staff::UserId owner) -> Status {
        auto stored = listen::insert_first_watch(tx, id, owner, own_watch(now), now);
        return stored ? Status{} : fail(stored.error());
      });
  if (!signed_in) return fail(signed_in.error());
  return program.sessions().end(signed_in->token);
}

// All that was said until now and not heard yet.
Status listen_until_now(Program& program) {
  auto& foundation = program.foundation();
  const auto now = foundation.clock().now();
  const auto cursor = listen::stored_cursor(foundation.listen(), feeds::kDemoSource);
  if (cursor == 0) fmt::print(stderr, "filling the demo: 4 weeks of invented talk\u2026\n");
  const auto begun = foundation.clock().steady();
  const auto from = std::max(from_micros(cursor), now - feeds::kDemoTalkKept);
  feeds::DemoSource talk(demo_story_ends(foundation.chancery()), to_micros(from), program.intake(), foundation.clock());
  std::uint64_t posts = 0;
  // A day at a time, so that the intake's queue never fills.
  for (auto until = from; until < now;) {
    until = std::min(until + std::chrono::days{1}, now);
    posts += talk.fill(until);
    if (auto stored = program.intake().flush(); !stored) return stored;
  }
  const std::chrono::duration<double> took = foundation.clock().steady() - begun;
  if (posts > 0) fmt::print(stderr, "filling the demo: {} posts in {:.1f} s\n", posts, took.count());
  return {};
}

}  // namespace

Timestamp demo_story_ends(const store::Store& chancery) {
  const auto records = chancery.read([](store::Snapshot& snapshot) { return listen::watch_records(snapshot); });
  return records.empty() ? chancery.clock().now() : records.back().created_at + kBeganBefore;
}

Status fill_demo(Program& program) {
  auto& foundation = program.foundation();
  if (!foundation.addresses().loopback()) {
    return fail(Errc::Refused, "demo on a public base URL",
                "--demo is for this machine alone: leave server.base_url at its default");
  }
  const auto named = foundation.chancery().read([](store::Snapshot& snapshot) { return staff::institution(snapshot); });
  if (named && named->demo) return listen_until_now(program);
  if (named) {
    return fail(Errc::Conflict, "demo on a real institution's folder",
                "this data folder belongs to " + named->name + ": start the demo with another one, --data DIR");
  }
  foundation.set_clock_back(kBeganBefore);
  if (auto done = set_up(program); !done) return done;
  if (auto done = fill_ministry(program); !done) return done;
  if (auto done = fill_posts(program); !done) return done;
  foundation.set_clock_back(std::chrono::hours{0});
  if (auto done = api::lay_first_desk(foundation.chancery()); !done) return done;
  if (auto done = fill_desk(program); !done) return done;
  program.reload_watches();
  if (auto done = listen_until_now(program); !done) return done;
  if (auto done = suspend_a_watch(program); !done) return done;
  program.reload_watches();
  return {};
}

}  // namespace chancery::cli
