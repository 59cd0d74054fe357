// RUN: %check %s ctx-inverted-trigger %t -std=c++20
// Results that are not followed.
#include <stop_token>

void log(const char *text);
void report(bool already);
bool other();

void ok_passed_on(std::stop_source &source) {
  report(source.request_stop());
}

void ok_written_again(std::stop_source &source) {
  bool result = source.request_stop();
  result = other();
  if (result)
    log("already stopped");
}

void ok_no_evidence(std::stop_source &source) {
  bool result = source.request_stop();
  if (result)
    log("bye");
}
