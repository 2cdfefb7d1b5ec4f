// Approved wording: lines, their texts by language, and which of them fit a conversation.
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "answer/conversations.hpp"
#include "answer/lines.hpp"
#include "api/conversations_json.hpp"
#include "api/fields.hpp"
#include "api/line_suggestion_json.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "speak/account_rights.hpp"
#include "speak/holding.hpp"
#include "staff/missions.hpp"

namespace chancery::api {
namespace {

using answer::Line;
using answer::LineId;
using answer::LineStatus;
using answer::LineText;
using staff::DeskAction;

// Names read once for an answer, and what its reader may do.
class LinesJson {
 public:
  LinesJson(store::Snapshot& snapshot, const staff::User& reader, Timestamp now)
      : rights_(staff::desk_rights(snapshot, reader)), reader_(reader), users_(snapshot, reader), now_(now) {
    for (const auto& mission : staff::missions(snapshot)) missions_[mission.id] = mission.name;
    for (const auto& desk : staff::desks(snapshot)) {
      desks_[desk.id] = missions_[desk.mission] + " / " + desk.name;
      const bool writes = rights_.may(DeskAction::Lines, desk.mission, desk.id);
      if (writes && !desk.closed_at) {
        places_.emplace_back(
            json::Object{{"mission", desk.mission.text()}, {"desk", desk.id.text()}, {"name", desks_[desk.id]}});
      }
    }
  }

  [[nodiscard]] const staff::DeskRights& rights() const { return rights_; }
  // Desks where the reader writes lines.
  [[nodiscard]] const json::Array& places() const { return places_; }

  [[nodiscard]] json::Object line(const Line& line, const std::vector<LineText>& texts) const {
    json::Array list;
    for (const auto& text : texts) {
      if (text.line == line.id) list.emplace_back(this->text(line, text));
    }
    json::Array topics;
    for (const auto& topic : line.topics) topics.emplace_back(topic);
    return {{"id", line.id.text()},
            {"name", line.name},
            {"mission", named(line.scope.mission.value, missions_, line.scope.mission)},
            {"desk", named(line.scope.desk.value, desks_, line.scope.desk)},
            {"topics", std::move(topics)},
            {"purpose", answer::to_string(line.purpose)},
            {"owner", person(users_, line.owner)},
            {"retired_at", time_or_null(line.retired_at)},
            {"crisis", line.crisis},
            {"texts", std::move(list)},
            {"may_write", answer::may_at(rights_, DeskAction::Lines, line.scope)}};
  }

  [[nodiscard]] json::Object text(const Line& line, const LineText& text) const {
    json::Array may;
    const bool writes = answer::may_at(rights_, DeskAction::Lines, line.scope);
    const bool approves = answer::may_at(rights_, DeskAction::ApproveLines, line.scope);
    const bool waits = text.status == LineStatus::Submitted;
    const bool lives = waits || text.status == LineStatus::Draft || text.status == LineStatus::Approved;
    if (writes && text.status == LineStatus::Draft) may.emplace_back("submit");
    if (approves && waits && text.written_by != reader_.id) may.emplace_back("approve");
    if ((writes || approves) && lives) may.emplace_back("withdraw");
    return {{"language", text.language},
            {"version", text.version},
            {"markdown", text.markdown},
            {"digest", text.digest},
            {"status", answer::to_string(text.status)},
            {"written_by", person(users_, text.written_by)},
            {"written_at", to_rfc3339(text.written_at)},
            {"approved_by", person(users_, text.approved_by)},
            {"approved_at", time_or_null(text.approved_at)},
            {"expires_at", to_rfc3339(text.expires_at)},
            {"expired", text.expires_at <= now_},
            {"may", std::move(may)}};
  }

 private:
  template <class Names, class Key>
  static json::Value named(std::int64_t id, const Names& names, Key key) {
    if (id == 0) return nullptr;
    const auto found = names.find(key);
    return json::Object{{"id", std::to_string(id)}, {"name", found == names.end() ? "" : found->second}};
  }

  const staff::DeskRights rights_;
  const staff::User& reader_;
  const staff::ShownNames users_;
  const Timestamp now_;
  std::map<staff::MissionId, std::string> missions_;
  std::map<staff::DeskId, std::string> desks_;
  json::Array places_;
};

tl::unexpected<Error> no_line() {
  return fail(Errc::NotFound, "there is no such line");
}

// For whoever reads at a desk, whichever: a line holds no secret of a conversation.
Result<net::Response> list_lines(const Services& services, const Visitor& visitor) {
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    const LinesJson as(snapshot, visitor.session.user, services.clock.now());
    json::Array found;
    if (as.rights().anywhere(DeskAction::Read)) {
      const auto texts = answer::living_texts(snapshot);
      for (const auto& line : answer::lines(snapshot)) found.emplace_back(as.line(line, texts));
    }
    return json_answer(200, {{"lines", std::move(found)},
                             {"places", as.places()},
                             {"everywhere", as.rights().everywhere(DeskAction::Lines)}});
  });
}

net::Response whole_line(store::Snapshot& snapshot, const Services& services, const Visitor& visitor, int status,
                         const Line& line) {
  const LinesJson as(snapshot, visitor.session.user, services.clock.now());
  return json_answer(status, as.line(line, answer::texts_of(snapshot, line.id)));
}

Result<net::Response> show_line(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<LineId>(request);
  if (!id) return fail(id.error());
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    if (!staff::desk_rights(snapshot, visitor.session.user).anywhere(DeskAction::Read)) return no_line();
    const auto line = answer::line_by_id(snapshot, *id);
    if (!line) return no_line();
    return whole_line(snapshot, services, visitor, 200, *line);
  });
}

Result<Line> read_line(const net::Request& request) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  Line line;
  line.name = body->text("name");
  line.topics = body->texts("topics");
  const auto purpose = body->optional_text("purpose").value_or("answer");
  line.scope = {body->optional_id<staff::MissionId>("mission"), body->optional_id<staff::DeskId>("desk")};
  line.owner = body->optional_id<staff::UserId>("owner");
  const bool retired = body->flag("retired");
  line.crisis = body->flag("crisis");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto known = answer::parse_line_purpose(purpose);
  if (!known) return fail(known.error());
  line.purpose = *known;
  if (retired) line.retired_at = Timestamp{};
  return line;
}

using LineChange = std::function<Result<LineId>(store::Transaction&, const answer::Acting&)>;
Result<net::Response> change_line(const Services& services, const Visitor& visitor, int status, const LineChange& run) {
  const auto done = services.store.write_now(
      [&](store::Transaction& tx) { return run(tx, {&visitor.session.user, services.clock.now()}); });
  if (!done) return fail(done.error());
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    const auto line = answer::line_by_id(snapshot, *done);
    if (!line) return no_line();
    return whole_line(snapshot, services, visitor, status, *line);
  });
}

Result<net::Response> make_line(const Services& services, const net::Request& request, const Visitor& visitor) {
  auto line = read_line(request);
  if (!line) return fail(line.error());
  line->id = services.store.ids().make<LineId>();
  line->retired_at.reset();
  return change_line(services, visitor, 201,
                     [&](store::Transaction& tx, const answer::Acting& acting) -> Result<LineId> {
                       const auto made = answer::make_line(tx, *line, acting);
                       if (!made) return fail(made.error());
                       return made->id;
                     });
}

Result<net::Response> put_line(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<LineId>(request);
  if (!id) return fail(id.error());
  auto line = read_line(request);
  if (!line) return fail(line.error());
  line->id = *id;
  if (line->retired_at) line->retired_at = services.clock.now();
  return change_line(services, visitor, 200,
                     [&](store::Transaction& tx, const answer::Acting& acting) -> Result<LineId> {
                       const auto before = answer::line_by_id(tx, *id);
                       if (!before) return no_line();
                       if (!line->owner) line->owner = before->owner;
                       const auto changed = answer::change_line(tx, *line, acting);
                       if (!changed) return fail(changed.error());
                       return *id;
                     });
}

Result<net::Response> write_line(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<LineId>(request);
  if (!id) return fail(id.error());
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const answer::NewText text{.language = std::string(request.param("language")),
                             .markdown = body->text("markdown"),
                             .expires_at = body->time("expires_at"),
                             .version = static_cast<int>(body->integer("version"))};
  if (auto read = body->check(); !read) return fail(read.error());
  return change_line(services, visitor, 200,
                     [&](store::Transaction& tx, const answer::Acting& acting) -> Result<LineId> {
                       const auto written = answer::write_text(tx, *id, text, acting);
                       if (!written) return fail(written.error());
                       return *id;
                     });
}

using Step = std::function<Result<LineText>(store::Transaction&, const answer::TextKey&, std::string_view,
                                            const answer::Acting&)>;
Result<net::Response> step_line(const Services& services, const net::Request& request, const Visitor& visitor,
                                const Step& run) {
  const auto id = path_id<LineId>(request);
  if (!id) return fail(id.error());
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto version = static_cast<int>(body->integer("version"));
  const auto digest = body->optional_text("digest").value_or("");
  if (auto read = body->check(); !read) return fail(read.error());
  const answer::TextKey key{*id, std::string(request.param("language")), version};
  return change_line(services, visitor, 200,
                     [&](store::Transaction& tx, const answer::Acting& acting) -> Result<LineId> {
                       const auto done = run(tx, key, digest, acting);
                       if (!done) return fail(done.error());
                       return *id;
                     });
}

// What fits in one language, the languages there are, and those in which a private matter can be moved.
Result<net::Response> suggest(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<answer::ConversationId>(request);
  if (!id) return fail(id.error());
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    const auto reader = answer::reader_of(snapshot, visitor.session.user);
    const auto c = answer::conversation(snapshot, *id, reader);
    if (!c) return fail(Errc::NotFound, "there is no such conversation");
    const auto now = services.clock.now();
    json::Array found;
    for (const auto& one : answer::suggested_lines(snapshot, *c, request.query_param("language").value_or(""), now)) {
      found.emplace_back(to_json(one));
    }
    json::Array languages;
    for (auto& language : answer::suggested_languages(snapshot, *c, now)) languages.emplace_back(std::move(language));
    json::Array privately;
    for (const auto& text : answer::standing_texts(snapshot, *c, answer::LinePurpose::PrivateMatter, now)) {
      privately.emplace_back(json::Object{{"language", text.language},
                                          {"markdown", text.markdown},
                                          {"own_approval", text.approved_by == visitor.session.user.id}});
    }
    const bool writes = reader.rights.may(DeskAction::Lines, c->desk);
    return json_answer(200, {{"lines", std::move(found)},
                             {"languages", std::move(languages)},
                             {"private", std::move(privately)},
                             {"approvals", speak::rule_of(snapshot, c->account).approvals},
                             {"held", speak::standing_hold(snapshot).has_value()},
                             {"may_write", writes}});
  });
}

}  // namespace

void add_lines_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using staff::Action;
  const auto add = [&](Method method, std::string pattern, Action needs, auto handler) {
    routes.add(method, std::move(pattern), needs,
               [services, handler](const net::Request& request, const Visitor& visitor) {
                 return handler(services, request, visitor);
               });
  };
  const auto add_step = [&](std::string_view name, Step run) {
    add(Method::Post, std::string("/api/staff/lines/{id}/texts/{language}/").append(name), Action::WorkDesk,
        [run = std::move(run)](const Services& s, const net::Request& request, const Visitor& visitor) {
          return step_line(s, request, visitor, run);
        });
  };
  add(Method::Get, "/api/staff/lines", Action::ReadDesk,
      [](const Services& s, const net::Request&, const Visitor& visitor) { return list_lines(s, visitor); });
  add(Method::Post, "/api/staff/lines", Action::WorkDesk, make_line);
  add(Method::Get, "/api/staff/lines/{id}", Action::ReadDesk, show_line);
  add(Method::Put, "/api/staff/lines/{id}", Action::WorkDesk, put_line);
  add(Method::Put, "/api/staff/lines/{id}/texts/{language}", Action::WorkDesk, write_line);
  add_step("submit", [](store::Transaction& tx, const answer::TextKey& key, std::string_view,
                        const answer::Acting& acting) { return answer::submit_text(tx, key, acting); });
  add_step("approve", answer::approve_text);
  add_step("withdraw", [](store::Transaction& tx, const answer::TextKey& key, std::string_view,
                          const answer::Acting& acting) { return answer::withdraw_text(tx, key, acting); });
  add(Method::Get, "/api/staff/conversations/{id}/lines", Action::ReadDesk, suggest);
}

}  // namespace chancery::api
