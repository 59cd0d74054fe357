// RUN: %check %s ctx-skipped-cleanup %t -std=c++20 --models=%S/Inputs/ambient-throw.yaml
// Functions that spell nothing of the vocabulary: what they call asks an ambient token.
namespace amb {
struct Stopped {};
void check();
} // namespace amb
struct Device {
  void open(const char *name);
  void close();
};
void draw(int);

void frame(int n) {
  amb::check();
  draw(n);
}
void quick(int n) { draw(n); }

void bad_calls(Device &device) {
  device.open("front");
  frame(1);
  device.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'device.close()' is skipped when the work is cancelled; do it in a destructor, or in a handler too [ctx-skipped-cleanup]
}

void ok_calls_what_asks_nobody(Device &device) {
  device.open("front");
  quick(1);
  device.close();
}

void ok_before(Device &device) {
  frame(1);
  device.open("front");
  device.close();
}
