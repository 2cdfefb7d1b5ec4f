// Plays one scene of the desk: desk_runner FILE. See README.md for the words a scene may use.
#include <fmt/format.h>

#include <filesystem>
#include <iostream>
#include <regex>

#include "base/clock.hpp"
#include "text/html.hpp"

#include "desk_stage.hpp"
#include "desk_stage_later.hpp"
#include "play_file.hpp"

namespace {

using namespace chancery;
using test::Wrong;

bool match(const std::string& line, const char* pattern, std::smatch& words) {
  return std::regex_match(line, words, std::regex(pattern));
}

std::vector<std::string> listed(const std::string& text) {
  static const std::regex kOne("[^, ]+");
  std::vector<std::string> found;
  for (auto it = std::sregex_iterator(text.begin(), text.end(), kOne); it != std::sregex_iterator(); ++it) {
    found.push_back(it->str());
  }
  return found;
}

Timestamp time_of(const std::string& day, const std::string& hour) {
  const auto time = from_rfc3339(day + 'T' + hour + ":00Z");
  if (!time) throw Wrong("this is no time");
  return *time;
}

class Scene {
 public:
  void play(const std::string& line) {
    if (!setting(line) && !speaking(line) && !working(line) && !refused(line) && !expecting(line) && !hidden(line)) {
      throw Wrong("this line is not understood");
    }
    stage_.expect_sound();
  }

 private:
  static void done(const test::Answer& answer) {
    if (answer.status >= 300) throw Wrong(fmt::format("refused with {}: {}", answer.status, answer.hint()));
  }
  void refuse(const test::Answer& answer) {
    if (answer.status < 300) throw Wrong("it was done");
    hint_ = answer.hint();
  }
  static void same(const std::string& expected, const std::string& seen) {
    if (expected != seen) throw Wrong("it is: " + seen);
  }
  static void same(std::size_t expected, std::size_t seen, std::string_view what) {
    if (expected != seen) throw Wrong(fmt::format("there are {} {}", seen, what));
  }
  static std::string due(const json::Object& row, const std::string& clock) {
    const auto& one = row.at("clocks").at(clock).as_object();
    return test::DeskStage::text_in(one, "due");
  }

  bool setting(const std::string& line);
  bool speaking(const std::string& line);
  bool working(const std::string& line);
  bool refused(const std::string& line);
  bool expecting(const std::string& line);
  bool hidden(const std::string& line);

  test::DeskStage stage_;
  test::Later later_{stage_};
  std::string hint_;  // of what was refused last
};

bool Scene::setting(const std::string& line) {
  std::smatch w;
  if (match(line, "at ([\\d-]+) (\\d\\d:\\d\\d)", w)) {
    stage_.at(time_of(w[1], w[2]));
  } else if (match(line, "it is ([\\d-]+) (\\d\\d:\\d\\d)", w)) {
    later_.time(time_of(w[1], w[2]));
  } else if (match(line, "(\\d+) days? (?:pass|passes)", w)) {
    later_.days(std::chrono::days{std::stol(w[1])});
  } else if (match(line, "account @(\\w+)", w)) {
    stage_.account(w[1]);
  } else if (match(line, "desk \"([^\"]*)\" reads (.+)", w)) {
    stage_.desk(w[1], listed(w[2]));
  } else if (match(line, "desk \"([^\"]*)\" is there from (\\S+) to (\\S+) in (\\S+), but not on (\\S+)", w)) {
    stage_.hours(w[1], w[2], w[3], w[4], w[5]);
  } else if (match(line, "officer (\\w+) at \"([^\"]*)\"", w)) {
    stage_.officer(w[1], w[2]);
  } else if (match(line, "lead (\\w+) at \"([^\"]*)\"", w)) {
    stage_.lead(w[1], w[2]);
  } else if (match(line, "approver (\\w+) at \"([^\"]*)\"", w)) {
    stage_.approver(w[1], w[2]);
  } else if (match(line, "(\\w+) approved for private matters in (\\w+): \"(.*)\"", w)) {
    stage_.line_for_private_matters(w[2], w[3], w[1]);
  } else {
    return false;
  }
  return true;
}

bool Scene::speaking(const std::string& line) {
  std::smatch w;
  if (match(line, "@(\\w+) of ours posts \"(.*)\"", w)) {
    stage_.posts(w[1], w[2]);
  } else if (match(line, "@(\\w+) replies to @(\\w+)'s \"([^\"]*)\" in (\\w+): \"(.*)\"", w)) {
    stage_.says(w[2], {.by = w[1], .words = w[5], .language = w[4], .answers = stage_.ours(w[3])});
  } else if (match(line, "@(\\w+) mentions @(\\w+) in (\\w+): \"(.*)\"", w)) {
    stage_.says(w[2], {.by = w[1], .words = w[4], .language = w[3], .how = store::AddressedHow::Mention});
  } else if (match(line, "@(\\w+) writes privately to @(\\w+) in (\\w+): \"(.*)\"", w)) {
    stage_.says(w[2], {.by = w[1],
                       .words = w[4],
                       .language = w[3],
                       .visibility = activity::Visibility::Direct,
                       .how = store::AddressedHow::Direct});
  } else if (match(line, "@\\w+ deletes \"(.*)\"", w)) {
    stage_.takes_back(w[1]);
  } else if (match(line, "@(\\w+) deletes (?:her|his) account", w)) {
    stage_.leaves(w[1]);
  } else {
    return false;
  }
  return true;
}

bool Scene::working(const std::string& line) {
  std::smatch w;
  if (match(line, "(\\w+) claims \"(.*)\"", w)) {
    done(stage_.claim(w[1], w[2]));
  } else if (match(line, "(\\w+) takes \"(.*)\" over", w)) {
    done(stage_.claim(w[1], w[2], true));
  } else if (match(line, "(\\w+) drafts for \"([^\"]*)\": \"(.*)\"", w)) {
    done(stage_.draft(w[1], w[2], w[3]));
  } else if (match(line, "(\\w+) submits (?:her|his) answer to \"(.*)\"", w)) {
    done(stage_.submit(w[1], w[2]));
  } else if (match(line, "(\\w+) approves the answer to \"(.*)\"", w)) {
    done(stage_.approve(w[1], w[2]));
  } else if (match(line, "(\\w+) answers all who say \"([^\"]*)\": \"(.*)\"", w)) {
    done(stage_.answer_all(w[1], w[2], w[3]));
  } else if (match(line, "(\\w+) approves the answer to all", w)) {
    done(stage_.approve_for_all(w[1]));
  } else if (match(line, "(\\w+) presses \"private matter\" on \"(.*)\"", w)) {
    done(stage_.private_matter(w[1], w[2]));
  } else if (match(line, "(\\w+) closes \"([^\"]*)\" as (\\w+): \"(.*)\"", w)) {
    done(stage_.close(w[1], w[2], w[3], w[4]));
  } else if (match(line, "(\\w+) announces a session of @(\\w+) by \"([^\"]*)\" on ([\\d-]+) from (\\S+) to (\\S+)",
                   w)) {
    done(stage_.announce(w[1], w[2], w[3], time_of(w[4], w[5]), time_of(w[4], w[6])));
  } else if (match(line, "(\\d+) notes? leaves?", w)) {
    same(std::stoul(w[1]), stage_.leave(), "notes that left");
  } else if (line == "nothing leaves") {
    same(0, stage_.leave(), "notes that left");
  } else {
    return false;
  }
  return true;
}

bool Scene::refused(const std::string& line) {
  std::smatch w;
  if (match(line, "(\\w+) may not claim \"(.*)\"", w)) {
    refuse(stage_.claim(w[1], w[2]));
  } else if (match(line, "(\\w+) may not draft for \"([^\"]*)\": \"(.*)\"", w)) {
    refuse(stage_.draft(w[1], w[2], w[3]));
  } else if (match(line, "(\\w+) may not submit (?:her|his) answer to \"(.*)\"", w)) {
    refuse(stage_.submit(w[1], w[2]));
  } else if (match(line, "(\\w+) may not approve the answer to \"(.*)\"", w)) {
    refuse(stage_.approve(w[1], w[2]));
  } else if (match(line, "(\\w+) may not close \"([^\"]*)\" as (\\w+): \"(.*)\"", w)) {
    refuse(stage_.close(w[1], w[2], w[3], w[4]));
  } else if (match(line, "(?:she|he) is told: \"(.*)\"", w)) {
    if (hint_.find(w[1].str()) == std::string::npos) throw Wrong("what was told: " + hint_);
  } else {
    return false;
  }
  return true;
}

bool Scene::expecting(const std::string& line) {
  std::smatch w;
  if (match(line, "expect \"([^\"]*)\" in the queue of \"(.*)\"", w)) {
    same("the queue of \"" + w[2].str() + '"', stage_.place(w[1]));
  } else if (match(line, "expect \"([^\"]*)\" lies with (\\w+)", w)) {
    same(w[2], stage_.place(w[1]));
  } else if (match(line, "expect \"([^\"]*)\" closed as (\\w+)", w)) {
    same("closed as " + w[2].str(), stage_.place(w[1]));
  } else if (match(line, "expect \"([^\"]*)\" and \"([^\"]*)\" in one conversation", w)) {
    if (stage_.id_of(w[1]) != stage_.id_of(w[2])) throw Wrong("they are two");
  } else if (match(line, "expect \"([^\"]*)\" answered: \"(.*)\"", w)) {
    const auto notes = stage_.answers_to(w[1]);
    if (notes.empty()) throw Wrong("nothing of ours is in it");
    same(w[2], text::to_plain(notes.back().content));
    if (notes.back().in_reply_to.empty()) throw Wrong("it stands alone, and answers nothing");
    stage_.remember(w[2], notes.back().id);
  } else if (match(line, "expect answers to \"([^\"]*)\": (\\d+)", w)) {
    same(std::stoul(w[2]), stage_.answers_to(w[1]).size(), "answers");
  } else if (match(line, "expect the draft for \"([^\"]*)\": \"(.*)\"", w)) {
    const auto row = stage_.row(w[1]);
    const auto* post = json::object(row, "draft_post");
    if (post == nullptr) throw Wrong("there is none");
    same(w[2], test::DeskStage::text_in(post->at("body").at("texts").at(0).as_object(), "markdown"));
  } else if (match(line, "expect (first|next) answer to \"([^\"]*)\" due ([\\d-]+) (\\d\\d:\\d\\d)", w)) {
    same(to_rfc3339(time_of(w[3], w[4])), due(stage_.row(w[2]), w[1].str() + "_answer"));
  } else {
    return false;
  }
  return true;
}

bool Scene::hidden(const std::string& line) {
  std::smatch w;
  if (match(line, "expect no word of \"([^\"]*)\" in what @(\\w+) says", w)) {
    for (const auto& note : stage_.notes_of(w[2])) {
      if (note.content.find(w[1]) != std::string::npos) throw Wrong("it says: " + text::to_plain(note.content));
    }
  } else if (match(line, "expect a link in what @(\\w+) says to one person alone", w)) {
    std::size_t links = 0;
    for (const auto& note : stage_.notes_of(w[1])) {
      if (note.content.find("/door/") == std::string::npos) continue;
      if (note.visibility != activity::Visibility::Direct) throw Wrong("it is said to others too");
      ++links;
    }
    same(1, links, "links");
  } else if (match(line, "expect nobody is named in \"(.*)\"", w)) {
    if (const auto left = later_.left_of(w[1]); !left.empty()) throw Wrong("there is left: " + left);
  } else if (match(line, "expect @(\\w+) is named in \"(.*)\"", w)) {
    if (later_.left_of(w[2]).find(w[1]) == std::string::npos) throw Wrong("she is not");
  } else if (match(line, "expect \"([^\"]*)\" is (dialogue|a question of a session)", w)) {
    same(w[2] == "dialogue" ? "dialogue" : "qa", test::DeskStage::text_in(stage_.row(w[1]), "channel"));
  } else if (match(line, "expect (\\w+) reads nothing of \"(.*)\"", w)) {
    try {
      static_cast<void>(stage_.row(w[1], w[2]));
    } catch (const Wrong&) {
      return true;
    }
    throw Wrong("there it is");
  } else {
    return false;
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  return chancery::test::play_file<Scene>(argc, argv);
}
