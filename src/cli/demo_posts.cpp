#include "cli/demo_posts.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/demo_ministry.hpp"
#include "crypto/random.hpp"
#include "speak/accounts.hpp"
#include "speak/posts.hpp"
#include "speak/sending.hpp"
#include "staff/audit.hpp"
#include "staff/users.hpp"
#include "store/accounts.hpp"

namespace chancery::cli {
namespace {

using speak::AccountRight;
using speak::Post;
using speak::PostText;
using staff::Role;

// How far a post comes before anybody looks.
enum class PostUntil { Drafted, Submitted, Scheduled, Sent };

struct DemoPost {
  std::vector<PostText> texts;
  PostUntil until;
  std::optional<speak::PostPoll> poll;
};

std::vector<DemoPost> demo_posts() {
  return {
      {{{"en",
         "Consular help for travellers caught in the coastal floods: write to us here, at any hour, in any language. "
         "We answer within the hour. #Consular",
         {}}},
       PostUntil::Sent,
       std::nullopt},
      {{{"en",
         "We publish, we listen, and from today we answer: **which question should our ministry take to the United "
         "Nations this year?**",
         {}},
        {"fr",
         "Nous publions, nous écoutons et, dès aujourd’hui, nous répondons : **quelle question notre ministère "
         "devrait-il porter aux Nations unies cette année ?**",
         {}},
        {"ar", "ننشر، ونستمع، ومن اليوم نجيب: **أي سؤال ينبغي أن تحمله وزارتنا إلى الأمم المتحدة هذا العام؟**", {}}},
       PostUntil::Sent,
       speak::PostPoll{.options = {"Safe seas", "Rules for artificial intelligence", "Fair trade in food"},
                       .multiple = false,
                       .open_for = std::chrono::days{7}}},
      {{{"en",
         "The ferry *Aurora Bay* has reached port. All 214 people on board are safe. Families can reach our consuls at "
         "+00 555 0142, day and night.",
         {}},
        {"ar", "وصلت العبّارة *أورورا باي* إلى الميناء. جميع من كانوا على متنها، وعددهم 214، بخير.", {}},
        {"es", "El transbordador *Aurora Bay* ha llegado a puerto. Las 214 personas a bordo están a salvo.", {}}},
       PostUntil::Submitted,
       std::nullopt},
      {{{"en",
         "Tomorrow we publish the new scholarships of **Open Harbours**, for students of every country. "
         "Ask us anything about them here. #OpenHarbours",
         {}}},
       PostUntil::Scheduled,
       std::nullopt},
      {{{"en", "Fish quotas: what we heard from you, and what we did with it.", {}}}, PostUntil::Drafted, std::nullopt},
  };
}

class Desk {
 public:
  Desk(Program& program, activity::AccountId account, staff::User writer, staff::User approver)
      : store_(program.foundation().chancery()),
        account_(account),
        writer_(std::move(writer)),
        approver_(std::move(approver)) {}

  Status write(const DemoPost& wanted) {
    speak::PostBody body;
    body.account = account_;
    body.texts = wanted.texts;
    body.poll = wanted.poll;
    const auto id = store_.ids().make<speak::PostId>();
    const auto now = store_.clock().now();
    const auto done = store_.write_now([&](store::Transaction& tx) -> Result<Post> {
      const speak::Acting writing{writer_, now};
      auto post = speak::draft_post(tx, id, writing, body, crypto::random_token());
      if (!post || wanted.until == PostUntil::Drafted) return post;
      if (wanted.until == PostUntil::Scheduled) {
        post = speak::schedule_post(tx, id, writing, now + std::chrono::days{1}, "Europe/Paris");
        if (!post) return post;
      }
      post = speak::submit_post(tx, id, writing, post->version, {});
      if (!post || wanted.until == PostUntil::Submitted) return post;
      return speak::approve_post(tx, id, {approver_, now}, post->version, post->digest);
    });
    return done ? Status{} : fail(done.error());
  }

 private:
  store::Store& store_;
  activity::AccountId account_;
  staff::User writer_;
  staff::User approver_;
};

Status share_rights(store::Store& store, activity::AccountId account, const staff::User& visitor,
                    const staff::User& editor, const staff::User& officer) {
  const auto now = store.clock().now();
  return store.write_now([&](store::Transaction& tx) -> Status {
    for (const auto* person : {&visitor, &editor, &officer}) {
      for (const auto right : {AccountRight::Write, AccountRight::Approve, AccountRight::Publish}) {
        if (auto given = speak::grant(tx, {person->id, account, right}, visitor, now); !given) return given;
      }
    }
    return {};
  });
}

}  // namespace

Status fill_posts(Program& program) {
  auto& foundation = program.foundation();
  auto& store = foundation.chancery();
  const auto person = [&](Role role) {
    return store.read([&](store::Snapshot& snapshot) { return staff::user_by_login(snapshot, demo_login(role)); });
  };
  const auto visitor = person(Role::Admin);
  const auto editor = person(Role::Editor);
  const auto officer = person(Role::Officer);
  if (!visitor || !editor || !officer) return fail(Errc::NotFound, "the demo's people are missing");
  const auto account = speak::create_account(
      store, foundation.account_keys(),
      {.type = activity::ActorType::Organization,
       .name = "press",
       .display_name = "Marendia Foreign Ministry",
       .summary = "The press office of a ministry that does not exist. Ask us anything: we answer.",
       .language = "en",
       .owner = visitor->id,
       .rule = {.approvals = 1, .grace = std::chrono::seconds{0}}},
      staff::audit_actor(*visitor));
  if (!account) return fail(account.error());
  if (auto shared = share_rights(store, account->id, *visitor, *editor, *officer); !shared) return shared;
  Desk desk(program, account->id, *editor, *officer);
  for (const auto& post : demo_posts()) {
    if (auto written = desk.write(post); !written) return written;
  }
  const auto sent = speak::send_due(store, {foundation.addresses(), foundation.proof_log()});
  return sent ? Status{} : fail(sent.error());
}

}  // namespace chancery::cli
