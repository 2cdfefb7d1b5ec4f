#include "cli/demo_sessions.hpp"

#include <array>
#include <chrono>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "answer/qa.hpp"
#include "cli/demo_questions.hpp"
#include "crypto/random.hpp"
#include "speak/posts.hpp"
#include "speak/sending.hpp"

namespace chancery::cli {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr std::array kAsked = std::to_array<DemoQuestion>({
    {"Lina Berg", "lina_b", "en", "How long must my passport be valid when I arrive? #AskConsular", 176, Fate::Answered,
     false, "Six months beyond the day you leave again. Children need a passport of their own."},
    {"Karim Mansour", "karim_m", "ar", "هل أحتاج إلى تأشيرة عبور إذا غيّرت الطائرة فقط؟ #AskConsular", 171,
     Fate::Answered, false, "لا، ما دمت لا تغادر منطقة العبور وكانت رحلتك التالية خلال أربع وعشرين ساعة."},
    {"Hélène Garnier", "helene_g", "fr",
     "Puis-je prolonger mon visa d’étudiante sans rentrer dans mon pays ? #AskConsular", 164, Fate::Answered, false,
     "Oui. Écrivez au consulat six semaines avant la fin du visa, avec l’attestation de votre université."},
    {"Joao Tavares", "joao_t", "en", "Why does a visa cost twice as much as last year? #AskConsular", 158,
     Fate::Answered, false,
     "The fee pays for two more counters and longer hours. It has not risen for students and for families."},
    {"Ruth Adler", "ruth_a", "en", "Which photographs do you accept? Mine was refused twice. #AskConsular", 131},
});

constexpr std::array kAwaiting = std::to_array<DemoQuestion>({
    {"Musa Diallo", "musa_d", "fr", "Les bourses couvrent-elles aussi le voyage ? #OpenHarbours", 88},
    {"رنا خليل", "rana_k", "ar", "هل يمكن التقديم قبل التخرج؟ #OpenHarbours", 64, Fate::Yours},
    {"Petra Vlk", "petra_v", "en", "Is there an age limit for the doctorate? #OpenHarbours", 52},
    {"Carmen Ibáñez", "carmen_i", "es", "¿Hace falta un certificado de inglés? #OpenHarbours", 21},
});

class Sessions {
 public:
  Sessions(Program& program, DemoTalk& talk, staff::DeskId desk)
      : program_(program), store_(program.foundation().chancery()), talk_(talk), desk_(desk) {}

  // It was this afternoon, announced the day before.
  Status past() {
    const auto now = talk_.now();
    const auto qa = wanted("Visas and passports: ask our consuls", "AskConsular", {"en", "ar", "fr"});
    if (auto held = announce(qa, now - hours{3}, hours{1}, now - hours{24}); !held) return held;
    if (auto open = turn(answer::open_qa, qa.id, now - hours{3}); !open) return open;
    if (auto asked = ask(kAsked, {}, qa.hashtag); !asked) return asked;
    return turn(answer::close_qa, qa.id, now - hours{2});
  }

  // It is tomorrow, and people answer its announcement.
  Status coming() {
    auto qa = wanted("The Open Harbours scholarships: ask us", "OpenHarbours", {"en", "ar", "es", "fr"});
    const auto said = publish(
        "Tomorrow we answer your questions about the **Open Harbours** scholarships. Ask now, in answer to this post. "
        "#OpenHarbours");
    if (!said) return fail(said.error());
    qa.announcement = *said;
    const auto now = talk_.now();
    if (auto held = announce(qa, std::chrono::ceil<hours>(now + hours{24}), hours{1}, now); !held) return held;
    return ask(kAwaiting, qa.announcement, qa.hashtag);
  }

 private:
  [[nodiscard]] answer::Qa wanted(std::string title, std::string hashtag, std::vector<std::string> languages) const {
    answer::Qa qa;
    qa.id = store_.ids().make<answer::QaId>();
    qa.account = talk_.account();
    qa.desk = desk_;
    qa.title = std::move(title);
    qa.languages = std::move(languages);
    qa.hashtag = std::move(hashtag);
    qa.zone = "UTC";
    return qa;
  }

  Status announce(answer::Qa qa, Timestamp starts, minutes length, Timestamp at) {
    qa.starts_at = starts;
    qa.ends_at = starts + length;
    return store_.write_now([&](store::Transaction& tx) -> Status {
      const auto held = answer::announce_qa(tx, qa, {&talk_.staff().visitor, at});
      return held ? Status{} : fail(held.error());
    });
  }

  using Turn = Result<answer::Qa>(store::Transaction&, answer::QaId, const answer::Acting&);
  Status turn(Turn* step, answer::QaId id, Timestamp at) {
    return store_.write_now([&](store::Transaction& tx) -> Status {
      const auto turned = step(tx, id, {&talk_.staff().visitor, at});
      return turned ? Status{} : fail(turned.error());
    });
  }

  Status ask(std::span<const DemoQuestion> questions, activity::NoteId announcement, std::string_view hashtag) {
    for (const auto& question : questions) {
      const DemoWords words{
          .language = question.language, .text = question.text, .answers = announcement, .hashtag = hashtag};
      const auto id = talk_.receive({std::string{question.name}, std::string{question.handle}}, words,
                                    talk_.now() - minutes{question.minutes_ago});
      if (!id) return fail(id.error());
      if (auto settled = talk_.settle(*id, question); !settled) return settled;
    }
    return {};
  }

  // Written by the editor, approved by the officer, and sent.
  Result<activity::NoteId> publish(std::string markdown) {
    speak::PostBody body;
    body.account = talk_.account();
    body.texts = {{"en", std::move(markdown), {}}};
    const auto id = store_.ids().make<speak::PostId>();
    const auto& [visitor, editor, officer] = talk_.staff();
    const auto approved = store_.write_now([&](store::Transaction& tx) -> Result<speak::Post> {
      auto post = speak::draft_post(tx, id, {editor, talk_.now()}, body, crypto::random_token());
      if (post) post = speak::submit_post(tx, id, {editor, talk_.now()}, post->version, {});
      return post ? speak::approve_post(tx, id, {officer, talk_.now()}, post->version, post->digest) : post;
    });
    if (!approved) return fail(approved.error());
    if (auto sent = speak::send_due(store_, program_.publisher()); !sent) return fail(sent.error());
    const auto post = store_.read([&](store::Snapshot& snapshot) { return speak::post_by_id(snapshot, id); });
    if (!post || !post->note) return fail(Errc::NotFound, "the demo's announcement was not sent");
    return post->note;
  }

  Program& program_;
  store::Store& store_;
  DemoTalk& talk_;
  const staff::DeskId desk_;
};

}  // namespace

Status fill_sessions(Program& program, DemoTalk& talk, staff::DeskId desk) {
  Sessions sessions(program, talk, desk);
  if (auto held = sessions.past(); !held) return held;
  return sessions.coming();
}

}  // namespace chancery::cli
