/** Program sets that break a rule of the verifier: each a good set with a named edit, encoded as it is. */
import { encodeDxt } from "../../src/format/dxt.ts";
import { NONE, Op } from "../../src/format/opcode.ts";
import type { Program, ProgramSet } from "../../src/format/program.ts";
import type { Rule } from "../../src/format/rules.ts";
import { Tuple, type Value } from "../../src/value/value.ts";
import type { BadFile } from "./bad-containers.ts";
import { CodeBuilder } from "./code-builder.ts";
import { withSectionWord } from "./edit.ts";
import { microSet } from "./sample-sets.ts";

/** Constants 5 to 8: a macro, one with a local out of range, blocks, blocks of a program that is none. */
const MACROS: readonly Value[] = [
  new Tuple(["m", new Tuple(["a"]), 0, 0, 3]),
  new Tuple(["m", new Tuple(["a"]), 0, 0, 4]),
  new Tuple(["title", 0]),
  new Tuple(["title", 7]),
  new Tuple(["no/code", "detail", ""]),
];
const STRINGS = ["name", "text"];
const CONSTANTS: readonly Value[] = [
  new Tuple(["a", "b"]),
  new Tuple(["a", 1]),
  new Tuple(["a", 9]),
  7,
  "a",
  ...MACROS,
];
/** The word of an instruction whose operands are all in `a`. */
const word = (code: number, a = 0): number => (code | (a << 8)) >>> 0;

function program(mode: "macro" | "expression", code: readonly number[], change: Partial<Program> = {}): Program {
  return { ...new CodeBuilder().program(mode, 0, [0]), code: Uint32Array.from(code), locals: 4, stack: 8, ...change };
}

function set(...programs: Program[]): ProgramSet {
  return { strings: STRINGS, constants: CONSTANTS, programs, undefinedMode: "strict", autoescape: false };
}

const bad = (rule: Rule, edit: string, content: ProgramSet): BadFile => ({
  rule,
  edit,
  kind: "dxt",
  bytes: () => encodeDxt(content),
});
/** A macro program of these words. */
const code = (rule: Rule, edit: string, ...words: number[]): BadFile => bad(rule, edit, set(program("macro", words)));
/** A second program that is an expression. */
const expression = (rule: Rule, edit: string, ...words: number[]): BadFile =>
  bad(rule, edit, set(program("macro", [Op.End]), program("expression", words)));
const record = (rule: Rule, edit: string, change: Partial<Program>): BadFile =>
  bad(rule, edit, set(program("macro", [Op.End], change)));

function slots(rule: Rule, edit: string, index: number, change: Partial<Program["slots"][number]>): BadFile {
  const good = microSet();
  const first = good.programs[0]!;
  const changed = first.slots.map((slot, at) => (at === index ? { ...slot, ...change } : slot));
  return bad(rule, edit, { ...good, programs: [{ ...first, slots: changed }] });
}

const { End, Jump, JumpIfFalse, PushInteger, Pop, ForStart, ForNext, Emit, EmitText, ReturnValue } = Op;
const FAR = 0x7fff_ffff;
const LAYOUT = "import {  } from './größe/';\n";

export const BAD_PROGRAMS: readonly BadFile[] = [
  bad("program-entry", "no program", set()),
  bad("program-entry", "program 0 is an expression", set(program("expression", [PushInteger, ReturnValue]))),
  record("program-name", "no such string", { name: 2 }),
  record("program-mode", "an unknown reason", { reasons: 0x100 }),
  {
    ...record("program-mode", "mode 3", {}),
    bytes: () => withSectionWord(encodeDxt(set(program("macro", [End]))), "PROG", 1, 3),
  },
  record("program-layout", "a macro program with a layout", { layout: 0 }),
  bad("program-layout", "a micro program without one", {
    ...microSet(),
    programs: [{ ...microSet().programs[0]!, layout: -1 }],
  }),
  record("program-slots", "a macro program with a slot", {
    slots: [{ offset: 0, lengthHint: 0, variable: 0, code: 0 }],
  }),
  record("program-locals", "65,537 locals", { locals: 65_537 }),
  record("program-stack", "a stack of 4,097", { stack: 4097 }),
  record("program-size-hint", "4 GiB of output", { sizeHint: 0xffff_ffff }),
  record("variable-string", "no such string", { variables: [2] }),
  slots("slot-offset", "after the layout", 2, { offset: 1000 }),
  slots("slot-offset", "before the slot before", 2, { offset: 1 }),
  slots("slot-boundary", "inside ö", 2, { offset: new TextEncoder().encode(LAYOUT).indexOf(0xc3) + 1 }),
  slots("slot-variable", "no such variable", 1, { variable: 2 }),
  slots("slot-hint", "4 GiB", 1, { lengthHint: 0xffff_fff0 }),
  slots("slot-code", "outside the code", 0, { code: 6 }),
  slots("slot-code", "none", 1, { code: 0xffff_ffff }),
  slots("jump-boundary", "slot code inside an instruction", 0, { code: 2 }),

  code("opcode", "code 0", 0, End),
  code("opcode", "code 255", 0xff, End),
  code("operand-missing", "the code ends before the jump target", Jump),
  code("operand-none", "an operand where there is none", word(End, 1)),
  code("operand-string", "no such string", word(EmitText, 2), End),
  code("operand-constant", "no such constant", word(Op.PushConstant, 50), word(Pop), End),
  code("operand-names", "more names than values", PushInteger, PushInteger, Op.Call, 1, 0, Pop, End),
  code("operand-names", "a list", PushInteger, PushInteger, Op.Call, 1, 3, Pop, End),
  code("operand-names", "no such constant", PushInteger, PushInteger, Op.Call, 1, FAR, Pop, End),
  code("operand-names", "not strings", PushInteger, PushInteger, PushInteger, Op.Call, 2, 1, Pop, End),
  code("operand-scope", "a local out of range", PushInteger, Op.IncludeNamed, 2, End),
  code("operand-scope", "names only", PushInteger, Op.IncludeNamed, 0, End),
  code("operand-scope", "a text", PushInteger, Op.IncludeNamed, 4, End),
  code("jump-boundary", "a recursive loop into itself", PushInteger, word(Op.ForStartRecursive, 0), 3, 1, End),
  code("operand-macro", "a text", word(Op.MakeMacro, 4), 3, Op.EndMacro, Pop, End),
  code("operand-macro", "a local out of range", word(Op.MakeMacro, 6), 3, Op.EndMacro, Pop, End),
  code("operand-blocks", "a text", word(Op.DefineBlocks, 4), End),
  code("operand-blocks", "no such program", word(Op.DefineBlocks, 8), End),
  code("operand-fault", "an unknown code", word(Op.Raise, 9)),
  code(
    "end-depth",
    "a macro that ends inside a loop",
    word(Op.MakeMacro, 5),
    7,
    PushInteger,
    word(ForStart, 1),
    6,
    Op.EndMacro,
    Op.EndMacro,
    Pop,
    End,
  ),
  code("operand-scope", "a text, in the first word", word(Op.Debug, 4), End),
  code("operand-variable", "no such variable", word(Op.EmitVariable, 1), End),
  code("operand-local", "no such local", word(Op.EmitLocal, 4), End),
  code("operand-local", "no such loop local", PushInteger, word(ForStart, 4), 3, End),
  code("operand-program", "no such program", word(Op.Include, 1), NONE, End),
  bad(
    "operand-program",
    "an expression",
    set(program("macro", [word(Op.Include, 1), NONE, End]), program("expression", [PushInteger, ReturnValue])),
  ),
  code("operand-filter", "no such filter", PushInteger, word(Op.Filter, 9999), 0, Pop, End),
  code("operand-test", "no such test", PushInteger, word(Op.Test, 9999), 0, Pop, End),
  code("operand-arguments", "abs with one", PushInteger, PushInteger, Op.Filter, 1, Pop, End),
  code("operand-flags", "bit 2", PushInteger, word(Op.IncludeNamed, 4), NONE, End),
  code("jump-range", "at the end of the code", Jump, 2),
  code("jump-range", "far away", Jump, 0xffff_ffff),
  code("jump-boundary", "forward into an operand", PushInteger, JumpIfFalse, 4, Jump, 5, End),
  code("jump-boundary", "back into an operand", PushInteger, JumpIfFalse, 3, Jump, 2),
  code("jump-boundary", "into its own target", Jump, 1),
  code("jump-boundary", "into its own target, then on", PushInteger, JumpIfFalse, 2, End),
  code("jump-back", "to code that only this jump reaches", Jump, 4, Jump, 4, Jump, 2),
  code("join", "a value on one way only", PushInteger, JumpIfFalse, 4, PushInteger, End),
  code("join", "a loop that grows the stack", PushInteger, Jump, 0),
  code("join", "inside and outside of a capture", PushInteger, JumpIfFalse, 4, Op.CaptureStart, End),
  code("join", "inside and outside of a loop", PushInteger, ForStart, 3, End),
  code("stack-underflow", "Pop of nothing", Pop, End),
  code("stack-underflow", "a count of 2^32 - 1", Op.PushMissing, Op.Call, 0xffff_ffff, NONE, Pop, End),
  code("stack-overflow", "nine values on a stack of eight", ...new Array<number>(9).fill(PushInteger), End),
  code("stack-overflow", "Unpack of 2^24 - 1", PushInteger, word(Op.Unpack, 0xffffff), End),
  code("loop-depth", "ForNext without a loop", ForNext, 2, End),
  code(
    "loop-depth",
    "256 loops",
    ...Array.from({ length: 256 }, (_, at) => [PushInteger, ForStart, 3 * at]).flat(),
    End,
  ),
  code("capture-depth", "CaptureEnd without a capture", Op.CaptureEnd, Pop, End),
  code("capture-depth", "256 captures", ...new Array<number>(256).fill(Op.CaptureStart), End),
  code("code-end", "no End", PushInteger, Pop),
  code("code-end", "no code"),
  code("end-kind", "a template returns a value", PushInteger, ReturnValue),
  expression("end-kind", "an expression without a value", End),
  code("end-depth", "a value is left", PushInteger, End),
  code("end-depth", "a capture is open", Op.CaptureStart, End),
  expression("end-depth", "two values", PushInteger, PushInteger, ReturnValue),
  expression("output", "an expression that writes", PushInteger, Emit, PushInteger, ReturnValue),
];
