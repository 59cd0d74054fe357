//===- Html.cpp - one page that needs nothing else ------------------------===//
//
// Everything that comes from a source file goes through escaped(); the script
// below reads attributes and text, and never makes markup of them.
//
//===----------------------------------------------------------------------===//

#include "Places.h"
#include "Sinks.h"
#include <set>

using namespace llvm;

namespace ctx::tool {
namespace {

std::string escaped(StringRef Text) {
  std::string Out;
  for (char C : reportText(Text))
    switch (C) {
    case '&':
      Out += "&amp;";
      break;
    case '<':
      Out += "&lt;";
      break;
    case '>':
      Out += "&gt;";
      break;
    case '"':
      Out += "&quot;";
      break;
    case '\'':
      Out += "&#39;";
      break;
    default:
      Out += C;
    }
  return Out;
}

constexpr StringLiteral Head = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>ctx-tidy</title>
<style>
:root { color-scheme: light dark; }
body { font: 15px/1.45 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
form { position: sticky; top: 0; padding: .6rem 0; background: Canvas; border-bottom: 1px solid GrayText; }
article { margin: 1.2rem 0; padding-bottom: .8rem; border-bottom: 1px solid color-mix(in srgb, GrayText 40%, transparent); }
h2 { font-size: 1rem; margin: 0; }
pre { margin: .3rem 0 .6rem; padding: .4rem .6rem; overflow-x: auto; background: color-mix(in srgb, GrayText 12%, transparent); }
pre .at { font-weight: bold; }
pre .no { color: GrayText; user-select: none; }
.where, .id { font-family: ui-monospace, monospace; font-size: .85rem; }
.error { color: #b00020; } .warning { color: #8a5a00; }
ol { margin: .3rem 0 0; padding-left: 1.4rem; }
</style>
</head>
<body>
)";

constexpr StringLiteral Tail = R"(<script>
const form = document.forms[0], items = [...document.querySelectorAll("article")];
function filter() {
  const check = form.check.value, file = form.file.value, text = form.text.value.toLowerCase();
  let shown = 0;
  for (const a of items) {
    a.hidden = (check && a.dataset.check !== check) || (file && a.dataset.file !== file) ||
               (text && !a.textContent.toLowerCase().includes(text));
    shown += !a.hidden;
  }
  form.shown.value = shown + " shown";
}
form.addEventListener("input", filter);
form.addEventListener("submit", e => e.preventDefault());
filter();
</script>
</body>
</html>
)";

class Page {
public:
  Page(const Report &R, raw_ostream &OS) : R(R), OS(OS) {}

  void write() {
    OS << Head << "<h1>ctx-tidy</h1>\n<p>" << R.Findings.size()
       << (R.Findings.size() == 1 ? " finding; " : " findings; ") << R.Analysed
       << " of " << R.Total << " translation units analysed.</p>\n";
    if (!R.Complete)
      OS << "<p class=\"error\"><strong>This report is not complete."
            "</strong></p>\n";
    filters();
    for (const Finding &F : R.Findings)
      finding(F);
    shortfalls();
    OS << Tail;
  }

private:
  void select(const char *Name, const char *All,
              const std::set<std::string> &Values) {
    OS << "<select name=\"" << Name << "\"><option value=\"\">" << All
       << "</option>";
    for (const std::string &V : Values)
      OS << "<option>" << escaped(V) << "</option>";
    OS << "</select>\n";
  }

  void filters() {
    std::set<std::string> Checks, Files;
    for (const Finding &F : R.Findings) {
      Checks.insert(F.Check);
      Files.insert(reportPath(F.Main.File));
    }
    OS << "<form>\n";
    select("check", "every check", Checks);
    select("file", "every file", Files);
    OS << "<input name=\"text\" type=\"search\" placeholder=\"text\">\n"
          "<output name=\"shown\"></output>\n</form>\n";
  }

  void where(const Message &M) {
    Place P = placeOf(M, R.Sources);
    OS << "<span class=\"where\">" << escaped(reportPath(M.File)) << ":"
       << P.Line << ":" << P.Column << "</span>";
  }

  /// The line of \p M with one above and below.
  void snippet(const Message &M) {
    unsigned At = placeOf(M, R.Sources).Line;
    const SourceFile *S = M.File.empty() ? nullptr : R.Sources.get(M.File);
    if (!At || !S)
      return;
    OS << "<pre>";
    for (unsigned Line = At > 1 ? At - 1 : 1; Line <= At + 1; ++Line) {
      StringRef Text = S->line(Line);
      if (Line != At && Text.trim().empty())
        continue;
      // A generated line can be as long as a file.
      OS << "<span class=\"" << (Line == At ? "at" : "by")
         << "\"><span class=\"no\">" << Line << "  </span>"
         << escapedLine(Text.take_front(400)) << "</span>\n";
    }
    OS << "</pre>\n";
  }

  /// Tabs are no danger and keep their width.
  static std::string escapedLine(StringRef Text) {
    std::string Out;
    while (!Text.empty()) {
      auto [Part, Rest] = Text.split('\t');
      Out += escaped(Part);
      if (Part.size() != Text.size())
        Out += '\t';
      Text = Rest;
    }
    return Out;
  }

  void finding(const Finding &F) {
    OS << "<article data-check=\"" << escaped(F.Check) << "\" data-file=\""
       << escaped(reportPath(F.Main.File)) << "\">\n<h2><span class=\""
       << levelOf(F) << "\">" << levelOf(F)
       << "</span>: " << escaped(F.Main.Text) << " <span class=\"id\">["
       << escaped(F.Check) << "]</span></h2>\n";
    if (!F.Main.File.empty())
      where(F.Main);
    OS << "\n";
    snippet(F.Main);
    if (!F.Notes.empty()) {
      OS << "<ol>\n";
      for (const Message &N : F.Notes) {
        OS << "<li>" << escaped(N.Text) << " ";
        if (!N.File.empty())
          where(N);
        OS << "\n";
        snippet(N);
        OS << "</li>\n";
      }
      OS << "</ol>\n";
    }
    OS << "</article>\n";
  }

  void shortfalls() {
    if (R.Shortfalls.empty())
      return;
    OS << "<h2>Not analysed, or not to the end</h2>\n<ul>\n";
    for (const Shortfall &S : R.Shortfalls)
      OS << "<li><span class=\"where\">" << escaped(reportPath(S.File))
         << "</span>: " << escaped(S.Why) << (S.Excused ? " (allowed)" : "")
         << "</li>\n";
    OS << "</ul>\n";
  }

  const Report &R;
  raw_ostream &OS;
};

} // namespace

void writeHtml(const Report &R, raw_ostream &OS) { Page(R, OS).write(); }

} // namespace ctx::tool
