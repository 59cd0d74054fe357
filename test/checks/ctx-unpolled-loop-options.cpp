// RUN: %check %s ctx-unpolled-loop %t "--option=PollHelper=ThrowIfStopped({token})"
#include <stop_token>
#include <vector>

void ThrowIfStopped(const std::stop_token &);
void load(int);

int bad_number_result(std::stop_token stop, const std::vector<int> &ids) {
  for (int id : ids) {
    load(id);
  }
  return 1;
}
// CHECK-MESSAGES: :[[@LINE-5]]:3: warning: 'for' loop calls 'load' and never looks at 'stop', so a stop request does not end it; poll 'stop' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES:      for (int id : ids) {
// CHECK-FIXES-NEXT:   ThrowIfStopped(stop);
// CHECK-FIXES-NEXT:   load(id);
