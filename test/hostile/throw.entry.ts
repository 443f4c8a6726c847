/**
 * `dxg` with a fault in it, for runtime.test.ts: FAULT says what goes wrong, and when the question of a template is on the
 * screen. What does not go wrong is src/main.ts as it is.
 */
const { FAULT = "", AFTER = "1000" } = process.env;

function fail(): never {
  throw new Error("a fault");
}

if (FAULT === "top") fail();
if (FAULT === "throw") setTimeout(fail, Number(AFTER));
if (FAULT === "reject") {
  setTimeout(() => {
    void Promise.reject(new Error("a fault"));
  }, Number(AFTER));
}
if (FAULT === "key") process.stdin.on("data", (keys: Uint8Array) => keys.includes(0x21) && fail());
void import("../../src/main.ts");
