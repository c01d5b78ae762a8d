// A checkpoint gives back what went in, bit for bit, and refuses anything else with a reason.
#include "engine/core/checkpoint.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "engine/core/error.h"
#include "tests/core/small_casting.h"

namespace sprue {
namespace {

namespace fs = std::filesystem;

class CheckpointFile : public ::testing::Test {
 protected:
  void SetUp() override {
    folder = fs::temp_directory_path() / ("sprue_checkpoint_" + std::to_string(::getpid()));
    fs::create_directories(folder);
    file = folder / "checkpoint.h5";
    domain = test::small_domain();
    saved.scene = "[part]\nwidth = \"25 mm\"\n";
    saved.domain = domain_hash(domain);
    saved.state = test::small_state(domain);
    saved.record = test::small_record(domain);
    saved.attachments["guards"] = std::string("a\0b", 3);
    write_checkpoint(file, saved);
  }
  void TearDown() override { fs::remove_all(folder); }

  std::string bytes() const {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void overwrite(const std::string& text) const {
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out << text;
  }
  std::string refusal() const {
    try {
      read_checkpoint(file);
    } catch (const InputError& e) {
      EXPECT_NE(std::string(e.what()).find(file.string()), std::string::npos) << "names the file";
      EXPECT_FALSE(e.remedy.empty());
      return e.what();
    }
    return "";
  }

  fs::path folder, file;
  Domain domain;
  Checkpoint saved;
};

TEST_F(CheckpointFile, GivesBackEveryArrayBitForBit) {
  const Checkpoint read = read_checkpoint(file);
  EXPECT_EQ(state_hash(read.state), state_hash(saved.state));
  EXPECT_EQ(read.record.arrival, saved.record.arrival);
  EXPECT_EQ(read.record.shrinkage_void, saved.record.shrinkage_void);
  ASSERT_EQ(read.record.pockets.size(), 1u);
  EXPECT_EQ(read.record.pockets[0].cavity, 2);
  EXPECT_EQ(read.record.pockets[0].pocket.pressure, 2e5);
  ASSERT_EQ(read.record.history.size(), 2u);
  EXPECT_EQ(read.record.history[1].enthalpy_in, 22.5);
  EXPECT_EQ(read.scene, saved.scene);
  EXPECT_EQ(read.attachments, saved.attachments);
  EXPECT_NO_THROW(require_domain(read, domain, file));
}

TEST_F(CheckpointFile, LeavesNoTemporaryFileAndReplacesWhole) {
  saved.state.step = 43;
  write_checkpoint(file, saved);
  EXPECT_EQ(read_checkpoint(file).state.step, 43);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder), fs::directory_iterator{}), 1);
}

TEST_F(CheckpointFile, RefusesAnyTruncation) {
  const std::string whole = bytes();
  for (std::size_t keep : {std::size_t{0}, std::size_t{5}, std::size_t{40}, std::size_t{512},
                           whole.size() / 2, whole.size() - 1}) {
    overwrite(whole.substr(0, keep));
    EXPECT_NE(refusal(), "") << keep << " bytes kept";
  }
}

TEST_F(CheckpointFile, RefusesAnyFlippedByteBehindTheHead) {
  const std::string whole = bytes();
  for (std::size_t at = 512; at < whole.size(); at += 997) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    overwrite(damaged);
    EXPECT_NE(refusal().find("damaged"), std::string::npos) << "byte " << at;
  }
}

TEST_F(CheckpointFile, RefusesOtherVersionsOtherFilesAndNoFile) {
  std::string other = bytes();
  other[8] = 9;
  overwrite(other);
  EXPECT_NE(refusal().find("version"), std::string::npos);
  overwrite("solid pin\n");
  EXPECT_NE(refusal().find("not a checkpoint"), std::string::npos);
  fs::remove(file);
  EXPECT_NE(refusal().find("no checkpoint"), std::string::npos);
}

TEST_F(CheckpointFile, BelongsToOneDomainOnly) {
  domain.cavity_fraction[77] += 1e-15;
  EXPECT_THROW(require_domain(read_checkpoint(file), domain, file), InputError);
}

TEST_F(CheckpointFile, RefusesAFolderThatDoesNotExist) {
  EXPECT_THROW(write_checkpoint(folder / "no" / "checkpoint.h5", saved), InputError);
}

}  // namespace
}  // namespace sprue
