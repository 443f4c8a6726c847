/**
 * Which names of the context a program reads, its includes counted: what a template's parameters are. It looks at
 * finished code only. A program that many others include is looked at once for each name, however they are nested.
 */
import { assert } from "../base/error.ts";
import { instructionOf } from "../format/opcode-table.ts";
import type { Program } from "../format/program.ts";
import type { Uses } from "./program-writer.ts";

/** A place in a program: index and word. */
export interface Use {
  readonly program: number;
  readonly word: number;
}

interface Step {
  readonly word: number;
  /** The name that is read here. */
  readonly name?: string;
  /** Programs that run here, and the names that they get from this one for certain. */
  readonly uses?: Uses;
}

/** What the search needs to know of the programs. */
export interface ProgramSource {
  program(index: number): Program;
  string(id: number): string;
  /** What the instruction at a word runs. */
  uses(program: Program, word: number): Uses | undefined;
}

/** All programs that may run, or those that are meant. */
export type WhichUses = "programs" | "meant";

export class Variables {
  readonly #source: ProgramSource;
  readonly #steps: Map<number, readonly Step[]> = new Map();

  constructor(source: ProgramSource) {
    this.#source = source;
  }

  /** The names in the order of their first use. @param which of the programs whose names are worked out count */
  namesOf(program: number, which: WhichUses): ReadonlySet<string> {
    const all = new Set<string>();
    this.#walk(program, undefined, which, ({ name }) => {
      if (name !== undefined) all.add(name);
      return false;
    });
    return new Set([...all].filter((name) => this.firstUse(program, name, which) !== undefined));
  }

  /** Where a name is first read from the context; undefined when it is not. */
  firstUse(program: number, wanted: string, which: WhichUses): Use | undefined {
    let use: Use | undefined;
    this.#walk(program, wanted, which, ({ name, word }, index) => {
      if (name !== wanted) return false;
      use = { program: index, word };
      return true;
    });
    return use;
  }

  /** Visits steps in order, each program once, no include that passes `wanted`; ends when `visit` says so. */
  #walk(
    start: number,
    wanted: string | undefined,
    which: WhichUses,
    visit: (step: Step, index: number) => boolean,
  ): void {
    const seen = new Set<number>();
    // A stack of its own: includes may be nested deeper than calls can be.
    const open: { readonly index: number; readonly steps: Iterator<Step> }[] = [];
    const enter = (index: number): void => {
      if (seen.has(index)) return;
      seen.add(index);
      open.push({ index, steps: this.#stepsOf(index)[Symbol.iterator]() });
    };
    enter(start);
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const { value: step, done } = top.steps.next();
      if (done === true) {
        open.pop();
        continue;
      }
      if (visit(step, top.index)) return;
      if (step.uses === undefined || (wanted !== undefined && step.uses.passed.has(wanted))) continue;
      // The last one that is opened is the first one that is looked at.
      for (const used of step.uses[which].toReversed()) enter(used);
    }
  }

  #stepsOf(index: number): readonly Step[] {
    let steps = this.#steps.get(index);
    if (steps === undefined) {
      steps = [...this.#read(this.#source.program(index))];
      this.#steps.set(index, steps);
    }
    return steps;
  }

  *#read(program: Program): Generator<Step> {
    const { code, variables } = program;
    const names = new Set<string>();
    for (let word = 0; word < code.length; ) {
      const instruction = instructionOf(code[word]! & 0xff);
      assert(instruction !== undefined, "the program has only known instructions");
      for (const [position, kind] of instruction.operands.entries()) {
        if (kind !== "variable") continue;
        const operand = position === 0 ? code[word]! >>> 8 : code[word + position]!;
        const name = this.#source.string(variables[operand]!);
        if (!names.has(name)) yield { word, name };
        names.add(name);
      }
      const uses = this.#source.uses(program, word);
      if (uses !== undefined) yield { word, uses };
      word += instruction.operands.length;
    }
  }
}
