// Pictures nobody uses go, with their files; what is uploaded again at that moment stays.
#include "speak/picture_files.hpp"

#include <filesystem>
#include <thread>

#include "staff/rows.hpp"
#include "support/temp_folder.hpp"
#include "unit/speak/desk.hpp"

namespace chancery::speak {
namespace {

media::Picture made_of(const std::string& bytes) {
  media::Picture picture;
  picture.width = picture.height = 8;
  picture.large = {media::Format::Jpeg, 8, 8, bytes};
  picture.small = {media::Format::Jpeg, 4, 4, bytes + " small"};
  return picture;
}

class PictureFiles : public Desk {
 protected:
  Picture upload(const std::string& bytes) {
    return keep_picture(*store, files, made_of(bytes), anna, "media.upload").value();
  }
  std::size_t clean() { return remove_unused_pictures(*store, files, store.clock.now(), {}).value(); }
  [[nodiscard]] bool there(const Picture& picture) const {
    return files.find(media::FileName::parse(picture.large).value()).has_value() &&
           files.find(media::FileName::parse(picture.small).value()).has_value();
  }
  [[nodiscard]] bool has_row(const Picture& picture) {
    return store->read([&](store::Snapshot& snapshot) { return picture_by_id(snapshot, picture.id).has_value(); });
  }

  const test::TempFolder folder;
  media::Files files = media::Files::open(folder / "media").value();
};

TEST_F(PictureFiles, WhatNobodyUsesGoesAfterTwoDays) {
  const auto forgotten = upload("forgotten");
  auto body = says("The new embassy");
  const auto used = upload("used");
  body.pictures = {{.media = used.id, .sha256 = {}, .alt = {{"en", "A white house"}}, .focus = {}}};
  run([&](store::Transaction& tx) {
    return draft_post(tx, store.ids.make<PostId>(), {anna, store.clock.now()}, body, "key");
  });
  store.clock.advance(std::chrono::hours{47});
  EXPECT_EQ(clean(), 0U);
  EXPECT_TRUE(there(forgotten));
  store.clock.advance(std::chrono::hours{2});
  EXPECT_EQ(clean(), 2U);
  EXPECT_FALSE(there(forgotten));
  EXPECT_FALSE(has_row(forgotten));
  EXPECT_TRUE(there(used));
  EXPECT_TRUE(has_row(used));
  EXPECT_EQ(clean(), 0U);
}

TEST_F(PictureFiles, TheSamePictureUnderAnotherRowKeepsItsFiles) {
  const auto first = upload("flag");
  store.clock.advance(std::chrono::hours{50});
  const auto second = upload("flag");
  EXPECT_EQ(first.large, second.large);
  EXPECT_EQ(clean(), 0U);
  EXPECT_FALSE(has_row(first));
  EXPECT_TRUE(has_row(second));
  EXPECT_TRUE(there(second));
}

TEST_F(PictureFiles, WhatACrashLeftBehindIsRemovedLater) {
  const auto left = upload("left");
  run([&](store::Transaction& tx) -> Status {
    EXPECT_EQ(take_unused_pictures(tx, store.clock.now() + std::chrono::hours{1}, 10).size(), 1U);
    add_unused_file(tx, left.large);
    add_unused_file(tx, left.small);
    return {};
  });
  EXPECT_TRUE(there(left));
  EXPECT_EQ(clean(), 2U);
  EXPECT_FALSE(there(left));
}

TEST_F(PictureFiles, AnUploadAtThatVeryMomentFindsItsFilesGoneAndWritesThemAgain) {
  const auto old = upload("again and again");
  store.clock.advance(std::chrono::hours{50});
  // The upload finds the files and waits for the writer; the removal is before it in the queue, rows and files.
  ASSERT_TRUE(files.put(made_of("again and again").large));
  EXPECT_EQ(clean(), 2U);
  EXPECT_FALSE(there(old));
  EXPECT_TRUE(there(upload("again and again")));
}

TEST_F(PictureFiles, UploadingAndRemovingAtOnceNeverLeavesARowWithoutItsFiles) {
  constexpr int kRounds = 60;
  const auto later = store.clock.now() + std::chrono::days{30};
  std::jthread cleaning([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) ASSERT_TRUE(remove_unused_pictures(*store, files, later, {}));
  });
  for (int i = 0; i < kRounds; ++i) {
    const auto picture = upload("the same");
    const bool row = store->read([&](store::Snapshot& snapshot) {
      // Looked at while it has its row: the writer is asked, so that nothing is removed between the two looks.
      return picture_by_id(snapshot, picture.id).has_value();
    });
    if (!row) continue;
    run([&](store::Transaction& tx) -> Status {
      EXPECT_TRUE(!picture_by_id(tx, picture.id) || there(picture));
      return {};
    });
  }
}

}  // namespace
}  // namespace chancery::speak
