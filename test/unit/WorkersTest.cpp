//===- WorkersTest.cpp ----------------------------------------------------===//

#include "analysis/Workers.h"
#include "Analysed.h"

using namespace clang;
using namespace ctx;
using analysis::WorkSeen;

namespace {

class Unit : public test::Analysed {
public:
  explicit Unit(const std::string &Code)
      : Analysed("void work(std::stop_token st);" + Code),
        Works(roles(), parentsOf()) {}

  WorkSeen own(llvm::StringRef Handle, llvm::StringRef F = "f") {
    return Works.ownWork(canonical(Handle), function(F));
  }
  WorkSeen with(llvm::StringRef Handle, llvm::StringRef Source,
                llvm::StringRef F = "f") {
    return Works.workWith(canonical(Handle), canonical(Source), function(F));
  }
  size_t starts(llvm::StringRef Handle) {
    return Works.startsOf(canonical(Handle), function("f")).size();
  }

private:
  const ValueDecl *canonical(llvm::StringRef Name) {
    return cast<ValueDecl>(named<DeclaratorDecl>(Name)->getCanonicalDecl());
  }
  analysis::Workers Works;
};

/// Started, Hidden, HasToken, PassesOn, Loop: "sh-p-" with dashes for no.
std::string seen(const WorkSeen &W) {
  std::string Out;
  auto Add = [&](bool Is, char C) { Out += Is ? C : '-'; };
  Add(W.Started, 's');
  Add(W.Hidden, 'h');
  Add(W.HasToken, 't');
  Add(W.PassesOn, 'p');
  Add(W.Loop != nullptr, 'l');
  return Out;
}

const char *const Polls = "while (!st.stop_requested()) step();";

TEST(Workers, TheHandlesOwnToken) {
  EXPECT_EQ(seen(Unit("void f() { std::jthread t([](std::stop_token st) {" +
                      std::string(Polls) + "}); }")
                     .own("t")),
            "s-t-l");
  EXPECT_EQ(seen(Unit("void f() { std::jthread t([](std::stop_token st) { "
                      "step(); }); }")
                     .own("t")),
            "s-t--");
  EXPECT_EQ(seen(Unit("void f() { std::jthread t([] { step(); }); }").own("t")),
            "s----");
  EXPECT_EQ(seen(Unit("void f() { std::jthread t([](std::stop_token st) { "
                      "work(st); }); }")
                     .own("t")),
            "s-tp-");
  EXPECT_EQ(seen(Unit("void f() { std::jthread t(work); }").own("t")), "shtp-");
  EXPECT_EQ(seen(Unit("void f() { std::jthread t; }").own("t")), "-----");
}

TEST(Workers, OnlyALoopThatIsSurelyReachedIsOne) {
  EXPECT_EQ(seen(Unit("void f() { std::jthread t([](std::stop_token st) { if "
                      "(ready()) " +
                      std::string(Polls) + "}); }")
                     .own("t")),
            "s-t--");
  EXPECT_EQ(
      seen(Unit("void f() { std::jthread t([](std::stop_token st) { while "
                "(!st.stop_requested() && !ready()) step(); }); }")
               .own("t")),
      "s-t--");
  EXPECT_EQ(seen(Unit("void g(std::stop_token st) {" + std::string(Polls) +
                      "} void f() { std::jthread t([](std::stop_token st) { "
                      "g(st); }); }")
                     .own("t")),
            "s-t-l");
}

TEST(Workers, ATokenOfASource) {
  EXPECT_EQ(seen(Unit("void f() { std::stop_source src; std::thread t([st = "
                      "src.get_token()] {" +
                      std::string(Polls) + "}); }")
                     .with("t", "src")),
            "s-t-l");
  EXPECT_EQ(seen(Unit("void f() { std::stop_source src; auto st = "
                      "src.get_token(); std::thread t([&] {" +
                      std::string(Polls) + "}); }")
                     .with("t", "src")),
            "s-t-l");
  EXPECT_EQ(seen(Unit("void f() { std::stop_source src; std::thread t(work, "
                      "src.get_token()); }")
                     .with("t", "src")),
            "shtp-");
  EXPECT_EQ(seen(Unit("void f() { std::stop_source src, other; std::thread "
                      "t([st = other.get_token()] {" +
                      std::string(Polls) + "}); }")
                     .with("t", "src")),
            "s----");
}

TEST(Workers, MembersAreStartedAnywhereInTheirClass) {
  Unit U("class S { std::stop_source src_; std::thread a_; std::thread b_{"
         "[this] { run(); }}; std::vector<std::thread> all_;"
         "void g() { a_ = std::thread([this] { run(); });"
         "  all_.emplace_back([this] { step(); }); }"
         "void run() { while (!src_.stop_requested()) step(); }"
         "void f() { a_.join(); } };");
  EXPECT_EQ(seen(U.with("a_", "src_")), "s-t-l");
  EXPECT_EQ(seen(U.with("b_", "src_")), "s-t-l");
  EXPECT_EQ(seen(U.with("all_", "src_")), "s----");
  EXPECT_EQ(U.starts("a_"), 1u);
  EXPECT_EQ(U.starts("src_"), 0u);
}

TEST(Workers, ThroughAVoidPointer) {
  Unit U("void run(void *data) { auto *src = static_cast<std::stop_source *>"
         "(data); while (!src->stop_requested()) step(); }"
         "void f() { std::stop_source source; std::thread t(run, &source); }");
  EXPECT_EQ(seen(U.with("t", "source")), "s-t-l");
}

TEST(Workers, MethodsInReach) {
  Unit U("struct S { void a() {} void b(); template <class T> void c(T) {} "
         "void f() {} };");
  auto All = analysis::methodsInReach(U.named<CXXRecordDecl>("S"));
  EXPECT_EQ(All.size(), 3u);
}

} // namespace
