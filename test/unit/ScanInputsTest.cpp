//===- ScanInputsTest.cpp -------------------------------------------------===//

#include "../../tool/ScanInputs.h"
#include "../../tool/DefinitionTable.h"
#include "gtest/gtest.h"

using namespace ctx::tool;
using llvm::json::Value;

namespace {

Inputs inputs(std::vector<InputFile> Files, std::vector<std::string> Missing) {
  Inputs I;
  I.Complete = true;
  I.Files = std::move(Files);
  I.Missing = std::move(Missing);
  I.Folders = {"/usr"};
  I.Listings = {{"/lib", std::string(DigestSize, 'x')}};
  return I;
}

void expectSame(const Inputs &A, const Inputs &B) {
  ASSERT_TRUE(B.Complete);
  ASSERT_EQ(A.Files.size(), B.Files.size());
  for (size_t I = 0; I != A.Files.size(); ++I) {
    EXPECT_EQ(A.Files[I].Path, B.Files[I].Path);
    EXPECT_TRUE(A.Files[I].State == B.Files[I].State);
    EXPECT_EQ(A.Files[I].Digest, B.Files[I].Digest);
  }
  EXPECT_EQ(A.Missing, B.Missing);
  EXPECT_EQ(A.Folders, B.Folders);
  EXPECT_EQ(A.Listings, B.Listings);
}

TEST(ScanInputs, ReadBackAsWritten) {
  InputFile A{"/a.h", {1, 2, 3, 4}, ""}, B{"/b.h", {1, 3, 9, 5}, "digest"};
  InputFile Later = A;
  Later.State.Modified = 100; // it changed in between
  InputsWriter W;
  InputsReader R;
  for (const Inputs &I : {inputs({A, B}, {"/c.h"}), inputs({B}, {"/a.h", "/d"}),
                          inputs({Later, B}, {}), inputs({A, B}, {"/c.h"})})
    expectSame(I, R.read(W.write(I)));
}

TEST(ScanInputs, EachIsSaidOnce) {
  Inputs I = inputs({{"/a.h", {1, 2, 3, 4}, ""}}, {"/c.h"});
  InputsWriter W;
  W.write(I);
  Value Again = W.write(I);
  EXPECT_TRUE((*Again.getAsArray())[0].getAsArray()->empty());
  EXPECT_TRUE((*Again.getAsArray())[1].getAsArray()->empty());
}

TEST(ScanInputs, AnythingElseIsIncomplete) {
  Inputs I = inputs({{"/a.h", {1, 2, 3, 4}, ""}}, {"/c.h"});
  Value Good = InputsWriter().write(I);
  for (size_t Part = 0; Part != 6; ++Part) {
    Value Bad = Good;
    (*Bad.getAsArray())[Part] = Value("wrong");
    EXPECT_FALSE(InputsReader().read(Bad).Complete) << Part;
  }
  Value Beyond = Good;
  (*Beyond.getAsArray())[3] = llvm::json::Array{99};
  EXPECT_FALSE(InputsReader().read(Beyond).Complete);
  EXPECT_FALSE(InputsReader().read(Value(nullptr)).Complete);
}

TEST(DefinitionTable, SavedAndLoaded) {
  std::string A(DigestSize, 'a'), B(DigestSize, 'b');
  DefinitionTable One;
  EXPECT_FALSE(One.hasNews());
  One.add(A, {1, 70000, 4000000000u});
  One.add(B, {});
  EXPECT_TRUE(One.hasNews());
  DefinitionTable Two;
  Two.load(One.save());
  ASSERT_TRUE(Two.find(A) && Two.find(B));
  EXPECT_EQ(*Two.find(A), (std::vector<uint32_t>{1, 70000, 4000000000u}));
  EXPECT_TRUE(Two.find(B)->empty());
  EXPECT_FALSE(Two.find(std::string(DigestSize, 'c')));
  EXPECT_FALSE(Two.hasNews());
  EXPECT_EQ(Two.save(), One.save());
}

TEST(DefinitionTable, WhatIsCutShortIsNotThere) {
  std::string A(DigestSize, 'a');
  DefinitionTable One;
  One.add(A, {1, 2});
  std::string Text = One.save();
  for (size_t Size = 0; Size != Text.size(); ++Size) {
    DefinitionTable Two;
    Two.load(llvm::StringRef(Text).take_front(Size));
    EXPECT_FALSE(Two.find(A)) << Size;
  }
}

} // namespace
