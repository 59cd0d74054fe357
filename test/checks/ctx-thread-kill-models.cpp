// RUN: %check %s ctx-thread-kill %t --models=%S/Inputs/thread-kill.yaml
// Killing functions of one's own.
struct rtos_task;
enum rtos_signals { RTOS_WAKE, RTOS_KILL };
void rtos_task_delete(rtos_task *task);
void rtos_signal(rtos_task *task, rtos_signals signal);

void bad_delete(rtos_task *task) {
  rtos_task_delete(task);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'rtos_task_delete' lets work end at a point that it does not choose: locks stay held and clean-up is not done; let it poll a token, request a stop and join it [ctx-thread-kill]
}

void bad_signal(rtos_task *task) {
  rtos_signal(task, RTOS_KILL);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'rtos_signal' with 'RTOS_KILL' lets work end at a point that it does not choose: locks stay held and clean-up is not done; let it poll a token, request a stop and join it [ctx-thread-kill]
}

void ok_signal(rtos_task *task, rtos_signals given) {
  rtos_signal(task, RTOS_WAKE);
  rtos_signal(task, given);
}

void ok_address(void (*&f)(rtos_task *)) {
  f = rtos_task_delete;
}
