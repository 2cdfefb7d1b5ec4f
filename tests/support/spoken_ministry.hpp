// A fictional ministry that has spoken for a month, in six languages, and was answered: for the public pages.
#pragma once

#include <array>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "activity/addresses.hpp"
#include "activity/events.hpp"
#include "staff/institution.hpp"
#include "store/accounts.hpp"
#include "store/actors.hpp"
#include "store/events.hpp"
#include "store/notes.hpp"
#include "store/store.hpp"
#include "text/html.hpp"

namespace chancery::test {

// Sentences people might write, of invented places: the lines of src/feeds/demo_talk.
inline std::vector<std::string> sentences(const std::filesystem::path& source, const std::string& language) {
  std::ifstream file(source / "src/feeds/demo_talk" / (language + ".tsv"));
  std::vector<std::string> all;
  for (std::string line; std::getline(file, line);) {
    const auto tab = line.rfind('\t');
    if (tab == std::string::npos || line.starts_with("slot") || line.starts_with('#')) continue;
    if (line.size() - tab > 30) all.push_back(line.substr(tab + 1));
  }
  return all;
}

class SpokenMinistry {
 public:
  SpokenMinistry(store::Store& store, const activity::Addresses& addresses, std::filesystem::path source)
      : store_(store), addresses_(addresses), source_(std::move(source)), at_(store.clock().now()) {}

  // Names the institution and makes its accounts.
  void found() {
    write([&](store::Transaction& tx) {
      return staff::name_institution(tx, {"Ministry of Foreign Affairs of Marendia", "ZZ", {"en", "ar"}, true});
    });
    press =
        account("press", "Press Office", activity::ActorType::Organization,
                "News and answers from the Ministry of Foreign Affairs of Marendia. Ask us anything about our work.");
    minister = account("minister", "Elena Vostrani", activity::ActorType::Person,
                       "Minister of Foreign Affairs. I write some of these posts myself, and they say so.");
    consul = account("consular_help", "Consular Help", activity::ActorType::Service,
                     "Passports, visas and help in distress, at any hour, in six languages.");
    geneva = account("geneva", "Permanent Mission in Geneva", activity::ActorType::Organization,
                     "What we say and vote at the United Nations in Geneva, and why.");
  }

  // `count` posts of the press office in one language, of about `lines` sentences each.
  void talk(const std::string& language, std::size_t count, std::size_t lines = 2) {
    const auto all = sentences(source_, language);
    if (all.empty()) throw std::runtime_error("no sentences of " + language);
    for (std::size_t i = 0; i < count; ++i) {
      std::string text;
      for (std::size_t j = 0; j < lines; ++j) text += (j ? " " : "") + all[(i * lines + j) % all.size()];
      (void)say(press, language, text);
    }
  }

  activity::Note say(const activity::Account& by, const std::string& language, const std::string& text,
                     activity::NoteParts parts = {}, const activity::Note* answers = nullptr) {
    activity::Note note;
    note.id = store_.ids().make<activity::NoteId>();
    note.uri = addresses_.note(note.id);
    note.url = note.uri;
    note.account = by.id;
    note.attributed_to = addresses_.actor(by.id);
    note.content = html(text, parts.hashtags);
    note.language = language;
    note.parts = std::move(parts);
    return put(std::move(note), answers, activity::events::kNotePublished);
  }

  activity::Note hear(const std::string& name, const std::string& host, const std::string& language,
                      const std::string& text, const activity::Note& answers) {
    activity::Actor actor;
    actor.uri = "https://" + host + "/users/" + name;
    actor.preferred_username = name;
    actor.name = std::string(1, static_cast<char>(name.front() - 32)) + name.substr(1);
    actor.url = "https://" + host + "/@" + name;
    actor.inbox = actor.uri + "/inbox";
    actor.public_key_id = actor.uri + "#main-key";
    activity::Note note;
    note.id = store_.ids().make<activity::NoteId>();
    note.uri = actor.uri + "/statuses/" + note.id.text();
    note.url = actor.url + "/" + note.id.text();
    note.attributed_to = actor.uri;
    note.content = html(text, {});
    note.language = language;
    write([&](store::Transaction& tx) -> Status {
      note.actor = store::save_actor(tx, actor);
      return {};
    });
    return put(std::move(note), &answers, activity::events::kNoteReceived);
  }

  // One post of every kind, with a conversation under the first.
  void tell_a_story();

  activity::Account press, minister, consul, geneva;
  activity::Note flood, poll, pictures, warned;

 private:
  template <class F>
  void write(F fn) {
    if (auto done = store_.write_now(fn); !done) throw std::runtime_error(done.error().detail);
  }

  activity::Account account(const std::string& name, const std::string& shown, activity::ActorType type,
                            const std::string& summary) {
    activity::Account account;
    account.id = store_.ids().make<activity::AccountId>();
    account.type = type;
    account.name = name;
    account.display_name = shown;
    account.summary = summary;
    account.language = "en";
    account.public_key_pem = account.private_key_pem = std::string(1'700, 'k');  // as long as a real one
    account.created_at = at_;
    write([&](store::Transaction& tx) -> Status {
      store::append_event(tx, activity::events::kAccountCreated, {{"account", account.id.value}});
      return store::insert_account(tx, account);
    });
    return account;
  }

  // An officer's text, its hashtags as links.
  [[nodiscard]] std::string html(const std::string& text, const std::vector<std::string>& tags) const {
    auto out = text::to_html(text);
    for (const auto& tag : tags) {
      const auto at = out.find('#' + tag);
      if (at == std::string::npos) continue;
      out.replace(at, tag.size() + 1,
                  "<a href=\"" + addresses_.tag(tag) + "\" class=\"mention hashtag\">#" + tag + "</a>");
    }
    return out;
  }

  activity::Note put(activity::Note note, const activity::Note* answers, std::string_view event) {
    at_ += std::chrono::minutes(97);
    note.published = note.received = at_ - std::chrono::days(31);
    if (answers) {
      note.in_reply_to = answers->uri;
      if (answers->account) note.in_reply_to_note = answers->id;
    }
    write([&](store::Transaction& tx) -> Status {
      if (auto stored = store::insert_note(tx, note); !stored) return stored;
      store::append_event(tx, event, {{"note", note.id.value}});
      return {};
    });
    return note;
  }

  store::Store& store_;
  const activity::Addresses& addresses_;
  const std::filesystem::path source_;
  Timestamp at_;
};

inline void SpokenMinistry::tell_a_story() {
  const auto wording = [](const char* language, const char* text) {
    return activity::Wording{language, text::to_html(text)};
  };
  activity::NoteParts six;
  six.hashtags = {"AuroraBay"};
  six.translations = {
      wording("ar",
              "مساعدة قنصلية للمسافرين العالقين بسبب الفيضانات الساحلية: اكتبوا إلينا هنا، في أي ساعة وبأي لغة. نجيب "
              "خلال ساعة. #AuroraBay"),
      wording("es",
              "Ayuda consular para quienes viajan y han quedado atrapados por las inundaciones de la costa: "
              "escríbannos aquí, a cualquier hora, en cualquier idioma. Respondemos en una hora. #AuroraBay"),
      wording("fr",
              "Aide consulaire aux voyageurs surpris par les inondations de la côte : écrivez-nous ici, à toute "
              "heure, dans toute langue. Nous répondons dans l’heure. #AuroraBay"),
      wording("ru",
              "Консульская помощь тем, кого в пути застало наводнение на побережье: пишите нам сюда в любое время и "
              "на любом языке. Мы отвечаем в течение часа. #AuroraBay"),
      wording("zh",
              "为受沿海洪水影响的旅客提供领事协助：请随时用任何语言在此给我们留言。我们会在一小时内答复。#AuroraBay")};
  pictures = say(geneva, "en",
                 "Signed this morning: the Orsa Basin Agreement. Five states will share one river, its water and its "
                 "warnings. The text is public today, all of it. #OrsaRiver",
                 {.attachments = {{.url = addresses_.media("orsa.webp"),
                                   .media_type = "image/webp",
                                   .alt = {{"en",
                                            "Five foreign ministers at a long table, signing. Behind them a map of "
                                            "the river."}},
                                   .width = 1200,
                                   .height = 800,
                                   .blurhash = {},
                                   .focus = {}},
                                  {.url = addresses_.media("river.webp"),
                                   .media_type = "image/webp",
                                   .alt = {{"en", "The Orsa in autumn, seen from the bridge at Keld."}},
                                   .width = 1200,
                                   .height = 800,
                                   .blurhash = {},
                                   .focus = {}}},
                  .hashtags = {"OrsaRiver"}});
  warned =
      say(press, "en",
          "Our consul is with the families in Port Selm tonight. We name nobody before they have been told. The line "
          "for relatives is open at all hours.",
          {.summary = "Deaths at sea"});
  activity::Question question;
  question.options = {{"A treaty on the open sea", 1'204},
                      {"Who governs artificial intelligence", 2'310},
                      {"Debt of small island states", 655},
                      {"Shutdowns of the network", 431}};
  question.voters = 4'600;
  question.ends = store_.clock().now() + std::chrono::days(3);
  poll = say(press, "en",
             "Which question should our ministry take to the United Nations this year? We will take the answer "
             "to New York, and report here on what became of it.",
             {.question = question});
  (void)say(minister, "en",
            "I read your replies on the train back from Keld, all of them. Two of you changed my speech. Thank you.",
            {.herself = true});
  flood =
      say(press, "en",
          "Consular help for travellers caught in the coastal floods: write to us here, at any hour, in any language. "
          "We answer within the hour. #AuroraBay",
          six);
  const auto ana = hear("ana", "social.example", "es",
                        "¿Está abierto el consulado de Puerto Selm mañana? Mi hermana perdió el pasaporte.", flood);
  const auto answer = say(
      consul, "es",
      "Sí: mañana de 8 a 20 h. Para un pasaporte perdido basta una copia o una foto del documento; si no la tiene, la "
      "identificamos por teléfono. Escríbanos por mensaje directo con su nombre.",
      {}, &ana);
  (void)hear("ana", "social.example", "es", "¡Muchas gracias! Vamos a primera hora.", answer);
  (void)hear("omar", "masto.example", "ar", "هل يشمل ذلك الطلاب الذين انتهت تأشيراتهم هذا الأسبوع؟", flood);
  const auto li = hear("liwei", "fedi.example", "zh", "请问轮渡什么时候恢复？我们一家四口在灯笼海岸。", flood);
  (void)say(consul, "zh", "轮渡预计星期四恢复。今晚在凯尔德学校为旅客准备了床位，请带上护照复印件。", {}, &li);
  (void)hear("tom", "social.example", "en",
             "Called the number at two in the morning and somebody picked up. That is not how I remember ministries.",
             flood);
}

}  // namespace chancery::test
