#include "pages/door.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "answer/private_links.hpp"
#include "pages/page.hpp"
#include "pages/templates.hpp"
#include "staff/desks.hpp"
#include "staff/missions.hpp"

namespace chancery::pages {
namespace {

struct DoorLabels {
  std::string_view language;  // BCP 47
  std::string_view title;
  std::string_view closed, go_on;  // before: it works once; the button
  std::string_view open;           // after: the way on
  std::string_view call;           // after: there is no confidential channel here yet
  std::string_view over;           // used, or ran out
};

constexpr std::array<DoorLabels, 6> kDoorLabels{{
    {.language = "ar",
     .title = "حديث في سرية",
     .closed = "هذا الرابط لك وحدك ويعمل مرة واحدة.",
     .go_on = "تابع",
     .open = "من هنا تتابع في سرية.",
     .call = "تحدَّث إلينا مباشرة. لا تكتب عن هذا الأمر علنًا.",
     .over = "استُعمل هذا الرابط أو انتهت مدته. اكتب إلينا من جديد فنرسل إليك غيره."},
    {.language = "en",
     .title = "In confidence",
     .closed = "This link is for you alone and works once.",
     .go_on = "Go on",
     .open = "From here on it is between you and us.",
     .call = "Speak to us directly. Do not write about it in public.",
     .over = "This link was used, or its time ran out. Write to us again and we send you another."},
    {.language = "es",
     .title = "En confianza",
     .closed = "Este enlace es solo para usted y sirve una vez.",
     .go_on = "Continuar",
     .open = "Desde aquí queda entre usted y nosotros.",
     .call = "Hable con nosotros directamente. No escriba sobre ello en público.",
     .over = "Este enlace ya se usó o caducó. Escríbanos de nuevo y le enviaremos otro."},
    {.language = "fr",
     .title = "En confidence",
     .closed = "Ce lien est pour vous seul et ne sert qu’une fois.",
     .go_on = "Continuer",
     .open = "À partir d’ici, cela reste entre vous et nous.",
     .call = "Parlez-nous directement. N’en écrivez rien en public.",
     .over = "Ce lien a servi, ou son délai est passé. Écrivez-nous de nouveau et nous vous en enverrons un autre."},
    {.language = "ru",
     .title = "Конфиденциально",
     .closed = "Эта ссылка только для вас и действует один раз.",
     .go_on = "Продолжить",
     .open = "Дальше это останется между вами и нами.",
     .call = "Свяжитесь с нами напрямую. Не пишите об этом публично.",
     .over = "Ссылка уже использована или её срок истёк. Напишите нам снова, и мы пришлём другую."},
    {.language = "zh",
     .title = "保密沟通",
     .closed = "此链接仅供您本人使用，且只能使用一次。",
     .go_on = "继续",
     .open = "从这里起，内容仅限您与我们之间。",
     .call = "请直接与我们联系，不要公开谈论此事。",
     .over = "此链接已使用或已过期。请再次写信给我们，我们会另发一个。"},
}};

const DoorLabels& labels_of(std::string_view language) {
  const auto primary = language.substr(0, language.find('-'));
  const auto found = std::ranges::find(kDoorLabels, primary, &DoorLabels::language);
  return found == kDoorLabels.end() ? kDoorLabels[1] : *found;
}

// Of the mission where what fits nowhere goes.
std::string contact_of(store::Snapshot& snapshot) {
  const auto desk = staff::front_desk(snapshot);
  const auto mission = desk ? staff::mission_by_id(snapshot, desk->mission) : std::nullopt;
  return mission ? mission->contact : std::string();
}

net::Response show_door(const DoorServices& services, const net::Request& request, answer::LinkState state,
                        bool spent) {
  return services.store.read([&](store::Snapshot& snapshot) {
    auto frame = frame_for(request, snapshot, services.site);
    const auto& labels = labels_of(frame.labels.language);
    frame.title = labels.title;
    View view;
    view.set("title", labels.title).set("go_on", labels.go_on);
    int status = 200;
    if (state != answer::LinkState::Open) {
      status = 410;
      view.set("lead", labels.over).set("contact", contact_of(snapshot));
    } else if (!spent) {
      const auto path = "/door/" + std::string(request.param("token"));
      view.set("lead", labels.closed).set("form_url", frame.reader.path(path));
    } else if (const auto way = services.door.open_door(labels.language); way && Url::of(*way)) {
      view.set("lead", labels.open).set("on_url", *Url::of(*way));
    } else {
      view.set("lead", labels.call).set("contact", contact_of(snapshot));
    }
    auto response = page(status, frame, render(templates::door(), view));
    response.headers.set("Cache-Control", "no-store");
    response.headers.set("X-Robots-Tag", "noindex");
    return response;
  });
}

}  // namespace

void add_door_page(net::Router& router, const DoorServices& services) {
  router.add(net::Method::Get, "/door/{token}", [services](const net::Request& request) {
    const auto state = services.store.read([&](store::Snapshot& snapshot) {
      return answer::look_at_link(snapshot, request.param("token"), services.store.clock().now());
    });
    return show_door(services, request, state, false);
  });
  router.add(net::Method::Post, "/door/{token}", [services](const net::Request& request) {
    const auto state = services.store.write_now([&](store::Transaction& tx) -> Result<answer::LinkState> {
      return answer::spend_link(tx, request.param("token"), services.store.clock().now());
    });
    return show_door(services, request, state.value_or(answer::LinkState::Unknown), true);
  });
}

}  // namespace chancery::pages
