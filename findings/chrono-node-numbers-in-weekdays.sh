#!/bin/bash
# chrono-node 2.10.3 (npm), its Vietnamese, weekdays of this, the next and the last week
# Weekdays have numbers for names: "thứ hai" (the second) is Monday, "thứ sáu" (the sixth) is Friday.
# Guess: what is not understood is left out; "thứ sáu tuần này", said on Tuesday 21 October 2025, is Friday the 24th.
# Seen: the name is cut in two: "sáu tuần này" is six weeks from now, "bảy tuần trước" seven weeks ago, each a certain
# result without a word of doubt; only the weekdays whose number has another name (thứ tư) come apart into two results.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit chrono-node@2.10.3 >/dev/null
cat > try.mjs <<'JS'
import { vi } from "chrono-node";
const tuesday = new Date(2025, 9, 21, 9, 0);
for (const said of ["thứ sáu này", "thứ sáu tuần này", "thứ hai tuần sau", "thứ bảy tuần trước", "thứ tư tuần sau"]) {
  const found = vi.parse(said, tuesday).map((one) => `"${one.text}" ${one.start.date().toDateString()}`);
  console.log(`${said}: ${found.join("; ")}`);
}
JS
TZ=Asia/Ho_Chi_Minh node try.mjs | tee seen
diff seen - <<'SEEN'
thứ sáu này: "thứ sáu này" Fri Oct 24 2025
thứ sáu tuần này: "sáu tuần này" Tue Dec 02 2025
thứ hai tuần sau: "hai tuần sau" Tue Nov 04 2025
thứ bảy tuần trước: "bảy tuần trước" Tue Sep 02 2025
thứ tư tuần sau: "thứ tư" Wed Oct 22 2025; "tuần sau" Tue Oct 28 2025
SEEN
