// Another translation unit of ctx-lost-cancel-whole-program.cpp.
#include <stop_token>

extern std::stop_source ok_stopped_elsewhere;

void stop_all() { ok_stopped_elsewhere.request_stop(); }
