// The other half of spread.h.
#include "spread.h"

void BadSpread::other() {}
void OkTriggeredThere::cancel() { src_.request_stop(); }
OkSeenNowhere::~OkSeenNowhere() { t_.join(); }
void OkToldThere::stop() { done_ = true; }
OkJthreadUnused::~OkJthreadUnused() { t_.join(); }
OkSilenced::~OkSilenced() { t_.join(); }
