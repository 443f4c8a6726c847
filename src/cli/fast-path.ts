/**
 * The way that nearly every run of `dxg generate` takes: a built-in template, NAME, `-p` and `-o`, all done by one native
 * call. Whatever else stands on the command line, and whatever the call finds unusual, goes the long way (exit.ts), which is
 * the reference. It shares no code with that, since what loads for it costs more than the run itself.
 */
import { type FastResult, generateFast } from "../native/fast.ts";
import { FAST_FLAG } from "../native/fast-abi.ts";
import { embeddedBundles } from "../source/embedded-bundles.ts";

/** What stands for bytes that are not UTF-8; the long way tells whether there were any. */
const REPLACEMENT = "\ufffd";

/** @param args the command line without the program's name */
export function runFast(args: readonly string[]): FastResult {
  if (args[0] !== "generate" && args[0] !== "g") return "refused";
  const words: string[] = [];
  const flags: string[] = [];
  let output: string | undefined;
  let quiet = 0;
  for (let index = 1; index < args.length; index += 1) {
    const word = args[index]!;
    if (word.includes(REPLACEMENT)) return "refused";
    if (!word.startsWith("-")) words.push(word);
    else if (word === "-q" || word === "--quiet") quiet = FAST_FLAG.quiet;
    else {
      index += 1;
      const value = args[index];
      if (value?.includes(REPLACEMENT) !== false || value === "" || value.startsWith("-")) return "refused";
      if (word === "-p" || word === "--param") flags.push(value);
      else if ((word === "-o" || word === "--output") && output === undefined) output = value;
      else return "refused";
    }
  }
  const [written, given, ...more] = words;
  if (written === undefined || more.length > 0) return "refused";
  const [template = "", short, ...shortFlags] = written.split(":");
  if (given !== undefined && short !== undefined) return "refused";
  const name = given ?? short;
  const bundle = embeddedBundles.get(template);
  if (bundle === undefined || written.includes("/")) return "refused";
  const named = name === undefined ? 0 : FAST_FLAG.named;
  const texts = [written, template, name ?? "", output ?? "", ...shortFlags, ...flags];
  return generateFast(requestOf(named | quiet, texts), bundle.bytes());
}

function requestOf(flags: number, texts: readonly string[]): Uint8Array {
  return new TextEncoder().encode(`${String.fromCharCode(flags)}${texts.join("\0")}\0`);
}
