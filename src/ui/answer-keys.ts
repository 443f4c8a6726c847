/**
 * Which keys answer a question of yes or no. The one who draws it takes letters of an editor for arrows, so that a command
 * typed by mistake could choose Yes: only y, n, the arrows and Enter count, and Enter behind any other letter says No.
 */
import { CONTROL_Z } from "./job-control.ts";

const CONTROL_C = "\x03";
const CONTROL_D = "\x04";
const ESCAPE = "\x1b";
const ENTER = /^[\r\n]$/;
const ARROW = new RegExp(`^${ESCAPE}[[O][A-D]$`);
const KEYS = new RegExp(`${ESCAPE}(?:[[O][0-9;]*[@-~])?|[^]`, "g");
const FIRST_PRINTABLE = " ";
const DELETE = "\x7f";

export class AnswerKeys {
  /** Whether the last key was one of Ctrl-Z. */
  stops = false;
  /** Whether letters were typed that answer nothing, and no arrow after them. */
  #isTyping = false;

  /**
   * The keys to pass on. Whatever ends a question is Ctrl-C: Ctrl-D would leave it without an answer, and Escape would turn
   * No into Yes on the screen.
   * @param pressed bytes as characters (latin1)
   */
  read(pressed: string): string {
    let passed = "";
    for (const [key] of pressed.matchAll(KEYS)) passed += this.#pass(key);
    return passed;
  }

  #pass(key: string): string {
    this.stops ||= key === CONTROL_Z;
    if (this.stops || key === CONTROL_C || key === CONTROL_D || key === ESCAPE) return CONTROL_C;
    if (ARROW.test(key)) {
      this.#isTyping = false;
      return key;
    }
    if (ENTER.test(key)) return this.#isTyping ? "n" : key;
    if (!this.#isTyping && /^[yn]$/i.test(key)) return key;
    if (key >= FIRST_PRINTABLE && key !== DELETE && !key.startsWith(ESCAPE)) this.#isTyping = true;
    return "";
  }
}
