/** Random expressions of the global functions, and of the filters that write links, fill formats in and draw at random. */
import { ScalarExpressions } from "./expression-scalars.ts";
import { expression, type Part } from "./piece.ts";

const SHARE = 8;

const LINKS = ["'see www.example.org, or <a@b.cd>.'", "'(http://x.yz/p?q=1)'", "'mailto:a@b.cd'", "'tel:1 foo.com'"];
const LINK_ARGUMENTS = [
  [],
  ["8"],
  ["10, true"],
  ["target='_top'"],
  ["nofollow=true, rel='b a'"],
  ["extra_schemes=['tel:']"],
  ["none, false, '<'"],
];

export abstract class GlobalExpressions extends ScalarExpressions {
  protected override int(depth: number): Part {
    if (!this.chance(SHARE)) return super.int(depth);
    const int = (): Part => this.of("int", depth);
    return this.one(
      () => this.called("namespace", expression`namespace(a=${int()}, b=1).a`),
      () => this.called("namespace", expression`namespace({'a': ${int()}}).a`),
      () => this.called("cycler", expression`cycler(${int()}, 2).${this.pick(["next()", "current", "pos"])}`),
      () => this.called("dict", expression`dict(a=${int()}).a`),
      () => this.filter("random", expression`[${int()}]`),
      () => this.filter("length", this.called("lipsum", expression`lipsum(${this.pick(["0", "1, false, 0, 1"])})`)),
    );
  }

  protected override str(depth: number): Part {
    if (!this.chance(SHARE)) return super.str(depth);
    const str = (): Part => this.of("str", depth);
    return this.one(
      () => this.filter("urlize", str(), ...this.pick(LINK_ARGUMENTS)),
      () => this.filter("urlize", this.pick(LINKS), ...this.pick(LINK_ARGUMENTS)),
      () => this.filter("format", "'%s|%r'", this.of(this.kind(), depth), str()),
      () => this.filter("format", this.pick(["'%d'", "'%05.1f'", "'%x %%'", "'%+d'"]), this.of("int", depth)),
      () => this.filter("format", "'%(a)s-%(b)s'", expression`a=${str()}`, expression`b=${this.of("int", depth)}`),
      () => this.filter("random", expression`[${str()}]`),
      () => this.filter("random", "'x'"),
      () => this.called("joiner", expression`joiner(${this.atom("str")})()`),
      () => this.called("namespace", expression`(namespace(a=${str()}) ~ '')`),
    );
  }

  protected override bool(depth: number): Part {
    if (!this.chance(SHARE)) return super.bool(depth);
    return this.one(
      () => this.test(expression`namespace(a=${this.of(this.kind(), depth)}).${this.pick(["a", "b"])}`, "defined"),
      () => this.test(this.pick(["range", "lipsum", "dict", "cycler", "joiner", "namespace"]), "callable"),
      () => this.called("lipsum", this.test("lipsum(2)", this.pick(["escaped", "string", "upper"]))),
    );
  }

  private called(name: string, part: Part): Part {
    this.used.add(`function ${name}`);
    return part;
  }
}
