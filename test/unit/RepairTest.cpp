//===- RepairTest.cpp -----------------------------------------------------===//
//
// Fixes against an analysis that is played: every known word of a file is a
// finding, whose fix writes another text in its place.
//
//===----------------------------------------------------------------------===//

#include "../../tool/Repair.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace ctx::tool;
using llvm::StringRef;

namespace {

class RepairTest : public testing::Test {
protected:
  void SetUp() override {
    llvm::SmallString<128> Path;
    ASSERT_FALSE(llvm::sys::fs::createTemporaryFile("repair", "cpp", Path));
    File = realPath(Path);
    Choice.Checks = "ctx-*";
    Choice.Unsafe = true;
  }
  void TearDown() override { llvm::sys::fs::remove(File); }

  void write(StringRef Text) {
    std::error_code EC;
    llvm::raw_fd_ostream OS(File, EC);
    OS << Text;
  }

  /// What is found in \p Text: a word of Fixes; "error" does not compile.
  virtual TuResult analysed(StringRef Text) {
    TuResult R;
    R.Status = TuStatus::Analysed;
    R.Main = File;
    R.Read[File] = contentHash(Text);
    for (const auto &Word : Fixes)
      for (size_t At = Text.find(Word.first); At != StringRef::npos;
           At = Text.find(Word.first, At + 1))
        R.Findings.push_back(
            finding(Word.first, At, Word.first.size(), Word.second));
    if (Text.contains("error")) {
      R.Status = TuStatus::Incomplete;
      R.ErrorCount = 1;
      R.Errors.push_back({File, 1, 1, "it is an error"});
    }
    return R;
  }

  Finding finding(std::string Word, size_t At, size_t Length,
                  const std::string &Text) {
    Finding F;
    F.Check = "ctx-played";
    F.Main.Text = std::move(Word);
    F.Main.File = File;
    F.Main.Offset = unsigned(At);
    if (!Text.empty())
      F.Main.Fix = {{File, unsigned(At), unsigned(Length), Text}};
    return F;
  }

  /// Repairs a file with \p Text. \returns what it would become.
  std::string repaired(StringRef Text) {
    write(Text);
    SourceCache Sources;
    std::vector<TuResult> Results = {analysed(Text)};
    Joined J = join(Results, Sources, {});
    J.Scope.Roots = {StringRef(File).rsplit('/').first.str()};
    if (AfterReading)
      AfterReading();
    Findings = J.Findings;
    if (NotAsked)
      llvm::erase_if(Findings, NotAsked);
    Plan = repair(Findings, J.Findings, Results, J.Scope, Choice,
                  {[&](llvm::ArrayRef<size_t> Which, const Texts &With) {
                     ++Analyses;
                     std::vector<TuResult> Out;
                     for (size_t I = 0; I != Which.size(); ++I)
                       Out.push_back(analysed(With.at(File)));
                     return Out;
                   },
                   [&](const std::vector<TuResult> &From, SourceCache &In) {
                     return join(From, In, {});
                   }});
    auto New = Plan.NewText.find(File);
    return New == Plan.NewText.end() ? Text.str() : New->second;
  }

  /// What is said of the fix of the finding \p Word.
  std::string noteOf(StringRef Word) const {
    for (const Finding &F : Findings)
      if (F.Main.Text == Word)
        return F.Notes.empty() ? "" : F.Notes.front().Text;
    return "no such finding";
  }

  std::string File;
  std::map<std::string, std::string> Fixes;
  FixChoice Choice;
  FixPlan Plan;
  std::vector<Finding> Findings;
  std::function<void()> AfterReading;
  std::function<bool(const Finding &)> NotAsked;
  unsigned Analyses = 0;
};

TEST_F(RepairTest, WhatHoldsIsMade) {
  Fixes = {{"one", "1"}, {"two", "2"}};
  EXPECT_EQ(repaired("one two"), "1 2");
  EXPECT_EQ(noteOf("one"), AppliedNote);
  EXPECT_EQ(Plan.Applied, 2u);
  EXPECT_EQ(Plan.Held, std::vector<bool>({true, true}));
}

TEST_F(RepairTest, WhatBreaksTheCodeIsWithheld) {
  Fixes = {{"one", "error"}, {"two", "2"}};
  EXPECT_EQ(repaired("one two"), "one 2");
  EXPECT_NE(noteOf("one").find("with it the code does not compile: it is an "
                               "error"),
            std::string::npos);
  EXPECT_EQ(Plan.Held, std::vector<bool>({false, true}));
}

TEST_F(RepairTest, WhatChangesNothingIsWithheld) {
  Fixes = {{"one", "(one)"}, {"two", "2"}};
  EXPECT_EQ(repaired("one two"), "one 2");
  EXPECT_EQ(noteOf("one"),
            "this fix is not applied: the finding would still be there");
}

TEST_F(RepairTest, WhatBringsAnotherFindingIsWithheld) {
  Fixes = {{"one", "worse"}, {"worse", ""}, {"two", "2"}};
  EXPECT_EQ(repaired("one two"), "one 2");
  EXPECT_EQ(noteOf("one"), "this fix is not applied: it would bring another "
                           "finding: worse [ctx-played]");
}

TEST_F(RepairTest, AChangedFileIsLeftAlone) {
  Fixes = {{"one", "1"}};
  AfterReading = [&] { write("one and more"); };
  EXPECT_EQ(repaired("one"), "one");
  EXPECT_NE(noteOf("one").find("changed since it was analysed"),
            std::string::npos);
  EXPECT_TRUE(Plan.Failed);
}

TEST_F(RepairTest, OnlyWhatWasAskedForOfManyAlike) {
  Fixes = {{"one", "1"}};
  NotAsked = [](const Finding &F) { return F.Main.Offset != 8; };
  EXPECT_EQ(repaired("one one one one"), "one one 1 one");
  EXPECT_EQ(Plan.Applied, 1u);
}

TEST_F(RepairTest, OnlyWhatWasAskedForWhenPlacesMove) {
  Fixes = {{"one", "1"}, {"two", "a longer text"}};
  NotAsked = [](const Finding &F) { return F.Main.Offset == 4; };
  EXPECT_EQ(repaired("two one two one"), "a longer text one a longer text 1");
  EXPECT_EQ(Plan.Applied, 3u);
}

/// "bad" before a word makes its fix an error.
class AlikeTest : public RepairTest {
protected:
  TuResult analysed(StringRef Text) override {
    TuResult R = RepairTest::analysed(Text);
    size_t Bad = Text.find("bad 1");
    if (Bad != StringRef::npos) {
      R.Status = TuStatus::Incomplete;
      R.ErrorCount = 1;
      R.Errors.push_back(
          {File, unsigned(Text.take_front(Bad).count('\n')) + 1, 1, "no"});
    }
    return R;
  }
};

TEST_F(AlikeTest, WhatHoldsIsMadeBesideWhatDoesNot) {
  Fixes = {{"one", "1"}};
  EXPECT_EQ(repaired("one\nbad one\none\n"), "1\nbad one\n1\n");
  EXPECT_EQ(Plan.Held, std::vector<bool>({true, false, true}));
  EXPECT_EQ(Plan.Applied, 2u);
}

/// Each letter is a finding; its fix writes the whole text without it, so that
/// all fixes overlap.
class OverlapTest : public RepairTest {
protected:
  TuResult analysed(StringRef Text) override {
    TuResult R;
    R.Status = TuStatus::Analysed;
    R.Main = File;
    R.Read[File] = contentHash(Text);
    for (size_t I = 0; I + 1 < Text.size(); ++I)
      R.Findings.push_back(
          finding(Text.substr(I, 1).str(), 0, Text.size(),
                  (Text.take_front(I) + Text.drop_front(I + 1)).str()));
    return R;
  }
};

TEST_F(OverlapTest, OneAfterTheOther) {
  EXPECT_EQ(repaired("abc."), ".");
  EXPECT_EQ(Plan.Applied, 3u);
}

TEST_F(OverlapTest, TenRounds) {
  EXPECT_EQ(repaired("abcdefghijkl."), "kl.");
  EXPECT_EQ(Plan.Applied, 10u);
  EXPECT_EQ(Analyses, 10u);
}

} // namespace
