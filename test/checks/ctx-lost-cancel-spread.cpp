// RUN: %check %s ctx-lost-cancel %t -std=c++20 --standalone-only --header=lost-cancel/spread.h --tu=lost-cancel/spread.cpp
// RUN: %check %s ctx-lost-cancel %t -std=c++20 --prefix=NONE --header=lost-cancel/spread.h
// A class in a header whose functions are in two source files. Half of it
// proves nothing: the second run sees this file alone.
#include "spread.h"

void BadSpread::start() { t_ = std::thread(work, src_.get_token()); }
BadSpread::~BadSpread() { t_.join(); }
// CHECK-NOTES: spread.h:15:20: warning: 'src_' is triggered nowhere in 'BadSpread', which waits for its work without asking it to stop; call 'request_stop()' before the wait [ctx-lost-cancel]
// CHECK-NOTES: :[[@LINE-2]]:30: note: the work is waited for here
// CHECK-NOTES: :[[@LINE-4]]:55: note: work learns of a request from here

void OkTriggeredThere::start() { t_ = std::thread(work, src_.get_token()); }
OkTriggeredThere::~OkTriggeredThere() { t_.join(); }

void OkSeenNowhere::start() { t_ = std::thread(work, src_.get_token()); }

void OkToldThere::start() { t_ = std::thread(work, src_.get_token()); }
OkToldThere::~OkToldThere() { t_.join(); }

void OkJthreadUnused::start() { t_ = std::jthread(work); }

void OkSilenced::start() { t_ = std::thread(work, src_.get_token()); }
