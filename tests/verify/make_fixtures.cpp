// Writes what a log answers, as files for docs/verify/verify.py: make_proof_fixtures FOLDER.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <type_traits>

#include "proof/evidence.hpp"
#include "unit/proof/ministry_log.hpp"

namespace {

using namespace chancery;
using proof::Kind;

// Fixtures are made of what succeeds.
template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().detail);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

class Fixtures {
 public:
  explicit Fixtures(std::filesystem::path folder) : folder_(std::move(folder)) {
    std::filesystem::create_directories(folder_);
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  void write(const std::string& name, const json::Object& object) const {
    write(name, boost::json::serialize(object) + '\n');
  }
  void head(const std::string& name, const test::MinistryLog& ministry) const {
    write(name, ministry.read([&](store::Snapshot& snapshot) { return proof::newest_json(snapshot, ministry.log); }));
  }
  void answer(const std::string& name, const test::MinistryLog& ministry, const proof::Answer& answer) const {
    write(name,
          ministry.read([&](store::Snapshot& snapshot) { return proof::answer_json(snapshot, ministry.log, answer); }));
  }
  void consistency(const std::string& name, const test::MinistryLog& ministry, std::int64_t from,
                   std::int64_t to) const {
    write(
        name,
        ministry.read([&](store::Snapshot& snapshot) { return proof::consistency_json(snapshot, from, to); }).value());
  }

 private:
  std::filesystem::path folder_;
};

void fill(test::MinistryLog& ministry, int from, int to) {
  for (int note = from; note <= to; ++note) {
    ministry.store.clock.advance(std::chrono::minutes{1});
    must(ministry.publish(note, "Statement number " + std::to_string(note) + ": \"we\" welcome\n\nthe accord."));
  }
}

void write_all(const Fixtures& fixtures) {
  test::MinistryLog ministry;
  fill(ministry, 1, 12);
  auto statement = ministry.statement(Kind::Published, 20, "Good morning, world. \u263a");
  statement.words.push_back({"fr", "Long", "Bonjour le monde."});
  statement.media = {{std::string(64, 'a'), "A sunrise"}};
  must(ministry.record(statement));
  must(ministry.publish(21, "Removed words, with \"quotes\" and a \\ and \u0007.\nAnd a line."));
  must(ministry.publish(22, "Erased words"));
  const auto old = *ministry.sign();
  fixtures.head("old_head.json", ministry);
  must(ministry.edit(20, "Good evening, world."));
  must(ministry.remove(21));
  must(ministry.remove(22));
  must(ministry.erase(22));
  fill(ministry, 30, 40);
  const auto head = *ministry.sign();
  fixtures.write("key.txt", ministry.log.verifier_key());
  fixtures.head("head.json", ministry);
  fixtures.consistency("consistency.json", ministry, old.tree.size, head.tree.size);
  fixtures.answer("by_link.json", ministry, ministry.by_link(ministry.note(20)));
  fixtures.answer("by_text.json", ministry, ministry.by_text("good morning,  WORLD. \u263a"));
  fixtures.answer("removed.json", ministry, ministry.by_link(ministry.note(21)));
  fixtures.answer("erased.json", ministry, ministry.by_link(ministry.note(22)));
  fixtures.answer("not_here.json", ministry, ministry.by_text("We never said this."));
  must(ministry.publish(50, "Not under a head yet"));
  fixtures.answer("waiting.json", ministry, ministry.by_link(ministry.note(50)));

  test::MinistryLog restored;
  fill(restored, 1, 5);
  (void)restored.sign();
  must(restored.name_gap(old.checkpoint));
  fill(restored, 6, 30);
  const auto after = *restored.sign();
  fixtures.head("restored_head.json", restored);
  fixtures.consistency("restored_consistency.json", restored, old.tree.size, after.tree.size);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "make_proof_fixtures FOLDER\n";
    return 2;
  }
  write_all(Fixtures(argv[1]));
  return 0;
}
