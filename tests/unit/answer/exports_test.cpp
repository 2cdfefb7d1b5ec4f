#include "answer/exports.hpp"

#include <zlib.h>

#include <fstream>
#include <iterator>

#include "answer/internal_notes.hpp"
#include "base/json.hpp"
#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "staff/audit.hpp"
#include "unit/answer/inbox.hpp"

namespace chancery::answer {
namespace {

class ExportsTest : public Inbox {
 protected:
  ~ExportsTest() override { std::filesystem::remove_all(exports_folder(*store)); }

  ArchiveExport order(ExportScope scope, std::int64_t subject = 0) {
    ArchiveExport wanted;
    wanted.id = store.ids.next();
    wanted.scope = scope;
    wanted.subject = subject;
    return run([&](store::Transaction& tx) { return order_export(tx, wanted, {&admin, store.clock.now()}); }).value();
  }
  ArchiveExport made(const ArchiveExport& ordered) {
    return store->read([&](auto& snapshot) { return archive_export(snapshot, ordered.id).value(); });
  }
  std::filesystem::path path(const ArchiveExport& one) { return exports_folder(*store) / one.file; }
  std::vector<json::Object> lines(const ArchiveExport& one) {
    std::string text;
    auto* file = gzopen(path(one).c_str(), "rb");
    std::array<char, 4096> buffer{};
    for (int read = 0; (read = gzread(file, buffer.data(), buffer.size())) > 0;) {
      text.append(buffer.data(), static_cast<std::size_t>(read));
    }
    gzclose(file);
    std::vector<json::Object> found;
    for (std::size_t at = 0; at < text.size();) {
      const auto end = text.find('\n', at);
      found.push_back(json::parse_object(std::string_view(text).substr(at, end - at)).value());
      at = end + 1;
    }
    return found;
  }

  Exporter exporter{*store};
};

TEST_F(ExportsTest, EveryConversationIsALineAndTheManifestHoldsTheFile) {
  const auto id = conversation_of(asks(ana, said(press, "<p>Hello</p>"), "When do you open?"));
  const auto number = store.ids.next();
  ASSERT_TRUE(step(ole, [&](const Step& step) {
    return add_note(step, id, {.id = number, .words = "Asks each week", .mentions = {}});
  }));
  const auto ordered = order(ExportScope::All);
  EXPECT_EQ(ordered.state, ExportState::Waiting);
  EXPECT_EQ(exporter.work({}).value(), 1U);
  const auto one = made(ordered);
  ASSERT_EQ(one.state, ExportState::Ready);
  EXPECT_EQ(one.rows, 1);
  EXPECT_EQ(one.expires_at, store.clock.now() + 7 * 24h);

  const auto found = lines(one);
  ASSERT_EQ(found.size(), 1U);
  const auto& line = found.front();
  EXPECT_EQ(std::string(line.at("conversation").as_string()), id.text());
  EXPECT_EQ(line.at("desk"), "Front desk");
  EXPECT_EQ(line.at("mission"), "Capital");
  EXPECT_EQ(line.at("person").at("acct"), "ana@social.example");
  EXPECT_EQ(line.at("messages").as_array().at(0).at("content"), "<p>When do you open?</p>");
  EXPECT_EQ(line.at("notes").as_array().at(0).at("words"), "Asks each week");
  EXPECT_EQ(line.at("notes").as_array().at(0).at("by").at("name"), "Ole");

  std::ifstream file(path(one), std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(one.sha256, crypto::to_hex(crypto::sha256(bytes)));
  EXPECT_EQ(one.bytes, static_cast<std::int64_t>(bytes.size()));
  const auto manifest = json::parse_object(one.manifest).value();
  EXPECT_EQ(std::string(manifest.at("sha256").as_string()), one.sha256);
  EXPECT_EQ(manifest.at("conversations"), 1);
  const auto head = store->read([](auto& snapshot) { return staff::audit_head(snapshot); });
  EXPECT_EQ(std::string(manifest.at("audit_head").at("hash").as_string()), head.hash);
  const auto mode = std::filesystem::status(path(one)).permissions();
  EXPECT_EQ(mode & std::filesystem::perms::mask,
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(ExportsTest, ADeskHasItsOwnAndAMissionThoseOfItsDesks) {
  const auto post = said(press, "<p>Hello</p>");
  asks(ana, post, "When do you open?");
  asks(ben, post, "متى تفتحون أبواب السفارة للجمهور وما هي المواعيد؟");
  const auto of_arabic = order(ExportScope::Desk, arabic.value);
  const auto of_capital = order(ExportScope::Mission, capital.value);
  const auto elsewhere = order(ExportScope::Mission, make_mission("Cairo", staff::MissionKind::Embassy).value);
  EXPECT_EQ(exporter.work({}).value(), 3U);
  EXPECT_EQ(made(of_arabic).rows, 1);
  EXPECT_EQ(made(of_capital).rows, 2);
  EXPECT_EQ(made(elsewhere).rows, 0);
  EXPECT_TRUE(lines(made(elsewhere)).empty());
}

TEST_F(ExportsTest, AfterSevenDaysTheFileIsGoneAndTheRecordOfItStays) {
  const auto ordered = order(ExportScope::All);
  ASSERT_EQ(exporter.work({}).value(), 1U);
  const auto file = path(made(ordered));
  std::ofstream(exports_folder(*store) / "left-behind.ndjson.gz.part") << "half";
  ASSERT_TRUE(exporter.sweep(store.clock.now()));
  EXPECT_TRUE(std::filesystem::exists(file));
  EXPECT_FALSE(std::filesystem::exists(exports_folder(*store) / "left-behind.ndjson.gz.part"));
  store.clock.advance(7 * 24h + 1s);
  ASSERT_TRUE(exporter.sweep(store.clock.now()));
  EXPECT_FALSE(std::filesystem::exists(file));
  EXPECT_EQ(made(ordered).state, ExportState::Gone);
  EXPECT_FALSE(made(ordered).sha256.empty());
}

TEST_F(ExportsTest, OneThatWasUnderWayWhenTheProcessEndedIsMadeAnew) {
  const auto ordered = order(ExportScope::All);
  std::stop_source stopping;
  stopping.request_stop();
  EXPECT_EQ(exporter.work(stopping.get_token()).value(), 0U);
  EXPECT_EQ(made(ordered).state, ExportState::Waiting);
  EXPECT_EQ(exporter.work({}).value(), 1U);
  EXPECT_EQ(made(ordered).state, ExportState::Ready);
}

TEST_F(ExportsTest, NoMoreThanThreeWaitAndNothingIsMadeOfWhatIsNotThere) {
  for (int n = 0; n < 3; ++n) order(ExportScope::All);
  ArchiveExport more;
  more.id = store.ids.next();
  const auto ordered =
      attempt([&](store::Transaction& tx) { return order_export(tx, more, {&admin, store.clock.now()}); });
  EXPECT_EQ(ordered.error().code, Errc::TooMany);
  more.scope = ExportScope::Desk;
  more.subject = 5;
  const auto nothing =
      attempt([&](store::Transaction& tx) { return order_export(tx, more, {&admin, store.clock.now()}); });
  EXPECT_EQ(nothing.error().code, Errc::NotFound);
}

TEST_F(ExportsTest, OneThatCannotBeWrittenIsToldAsFailed) {
  std::ofstream(exports_folder(*store)) << "a file where the folder should be";
  const auto ordered = order(ExportScope::All);
  EXPECT_EQ(exporter.work({}).value(), 0U);
  EXPECT_EQ(made(ordered).state, ExportState::Failed);
}

}  // namespace
}  // namespace chancery::answer
