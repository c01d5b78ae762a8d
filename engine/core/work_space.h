#pragma once

namespace sprue {

/// Tells the allocator to keep memory that is given back: work space of a few MB comes and goes in every step and would be mapped and
/// cleared anew each time (a quarter of a fill step). Call once, at the start of a program.
void keep_work_space();

}  // namespace sprue
