/// Files that pages carry, compiled into the program (engine/app/viewer/bundle).
#pragma once

#include <string_view>

namespace sprue {

std::string_view report_script();        ///< film and 3-D viewer, bundled with three.js (MIT licence)
std::string_view report_script_hash();   ///< SHA-256 of it in base64, as a page's security policy names it
std::string_view live_page();            ///< of a casting under way (`sprue view`)
std::string_view live_script();          ///< its script

}  // namespace sprue
