#pragma once

// The standard workload: front door.

#include "domain/workload/parameters.h"
#include "domain/workload/shipping_day.h"
#include "domain/workload/totals.h"
