/** Random expressions of numbers, texts and truth values. */
import type { Kind } from "./context.ts";
import { ExpressionBase } from "./expression-base.ts";
import { expression, type Part } from "./piece.ts";

const PLAIN_TESTS = [
  "defined",
  "undefined",
  "none",
  "boolean",
  "string",
  "number",
  "integer",
  "float",
  "mapping",
  "iterable",
  "sequence",
  "callable",
  "true",
  "false",
  "lower",
  "upper",
  "escaped",
  "odd",
  "even",
];
const COMPARISONS = ["==", "!=", "<", "<=", ">", ">="];
const TEST_COMPARISONS = [
  "eq",
  "equalto",
  "ne",
  "lt",
  "lessthan",
  "le",
  "gt",
  "greaterthan",
  "ge",
  "==",
  "!=",
  "<",
  ">=",
];

export abstract class ScalarExpressions extends ExpressionBase {
  protected int(depth: number): Part {
    const int = (): Part => this.of("int", depth);
    return this.one(
      () => this.atom("int"),
      () => expression`${int()} ${this.pick(["+", "-", "*", "//", "%"])} ${int()}`,
      () => expression`-${this.make("int", depth)}`,
      () => expression`${this.atom("int")} ** ${this.pick(["0", "1", "2", "3"])}`,
      () =>
        this.filter(this.pick(["length", "count"]), this.of(this.pick(["str", "ints", "strs", "rows", "dict"]), depth)),
      () =>
        this.filter(
          "int",
          this.of(this.pick(["str", "float", "int", "bool", "any"]), depth),
          ...(this.chance(20) ? [this.pick(["5", "default=1", "0, 16", "base=8"])] : []),
        ),
      () => this.filter("abs", int()),
      () => this.filter("sum", this.of("ints", depth), ...(this.chance(20) ? ["start=3"] : [])),
      () => this.filter("sum", this.of("rows", depth), "attribute='id'"),
      () => this.filter(this.pick(["first", "last", "max", "min"]), this.of("ints", depth)),
      () => this.filter("wordcount", this.of("str", depth)),
      () => expression`${this.atom("ints")}[${this.pick(["0", "1", "-1", "n", "2"])}]`,
      () =>
        expression`${this.pick(["d.a", "cfg.sub.k", "d['a']", "row.id", "cfg['sub']['k']", "d|attr('a')", "d.items", "d['items']", "row['id']"])}`,
      () =>
        expression`(${this.of("str", depth)}).${this.pick(["count", "find", "rfind", "index", "rindex"])}(${this.atom("str")}${this.pick(["", "", ", 1", ", -3", ", 1, 4"])})`,
      () => expression`(${this.of("ints", depth)}).${this.pick(["index", "count"])}(${this.atom("int")})`,
      () => expression`(${int()}).${this.pick(["bit_length()", "real", "imag", "numerator", "conjugate()"])}`,
      () =>
        this.filter(
          this.pick(["first", "last"]),
          this.filter("list", this.lazily("map", this.of("rows", depth), "attribute='id'")),
        ),
      () => (this.loops > 0 ? expression`loop.cycle(${int()}, ${int()})` : int()),
    );
  }

  protected float(depth: number): Part {
    const float = (): Part => this.of(this.chance(50) ? "float" : "int", depth);
    return this.one(
      () => this.atom("float"),
      () => expression`${float()} ${this.pick(["+", "-", "*", "/", "//", "%"])} ${float()}`,
      () => expression`${this.pick(["-", "+"])}${this.make("float", depth)}`,
      () => this.filter("float", this.of(this.pick(["str", "int", "any"]), depth), ...(this.chance(20) ? ["1.5"] : [])),
      () =>
        this.filter(
          "round",
          float(),
          ...(this.chance(60) ? [this.pick(["1", "2", "0", "-1", "1, 'floor'", "method='ceil'", "precision=3"])] : []),
        ),
      () => this.filter("abs", float()),
      () => this.filter(this.pick(["sum", "max", "min"]), this.of("rows", depth), "attribute='price'"),
      () => expression`${float()} ** ${this.pick(["2", "0", "-1"])}`,
    );
  }

  protected str(depth: number): Part {
    const str = (): Part => this.of("str", depth);
    const simple = [
      "upper",
      "lower",
      "capitalize",
      "title",
      "trim",
      "string",
      "escape",
      "e",
      "forceescape",
      "striptags",
      "urlencode",
      "safe",
    ];
    return this.one(
      () => this.atom("str"),
      () => this.filter(this.pick(simple), str()),
      () => this.filter(this.pick(simple), this.of(this.kind(), depth)),
      () => expression`${this.of(this.kind(), depth)} ~ ${this.of(this.kind(), depth)}`,
      () => expression`${str()} ~ ${str()} ~ ${str()}`,
      () => expression`${str()} + ${str()}`,
      () => expression`${str()} * ${this.pick(["0", "1", "2", "3", "-1", "true"])}`,
      () => expression`(${str()})[${this.pick(["0", "1:", ":2", "::-1", "-3:", "1:4:2", ":", "n:m", "::2"])}]`,
      () =>
        this.filter(
          "replace",
          str(),
          this.atom("str"),
          this.atom("str"),
          ...(this.chance(20) ? [this.pick(["1", "count=2"])] : []),
        ),
      () =>
        this.filter(
          "join",
          this.of(this.pick(["ints", "strs"]), depth),
          ...(this.chance(60) ? [this.atom("str")] : []),
        ),
      () => this.filter("join", this.of("rows", depth), "', '", "attribute='name'"),
      () => this.filter("center", str(), this.pick(["10", "7", "width=9"])),
      () =>
        this.filter(
          "indent",
          str(),
          ...(this.chance(70) ? [this.pick(["2", "width=3", "2, true", "blank=true", "'> '", "2, first=true"])] : []),
        ),
      () =>
        this.filter(
          "truncate",
          str(),
          this.pick(["5", "8, true", "6, false, '…'", "length=4, leeway=0", "5, leeway=2", "3, true, ''"]),
        ),
      () =>
        this.filter(
          "wordwrap",
          str(),
          this.pick(["5", "4, false", "6, true, '|'", "width=3", "8, break_on_hyphens=false"]),
        ),
      () => this.filter("tojson", this.of(this.kind(), depth), ...(this.chance(20) ? ["2"] : [])),
      () => this.filter("pprint", this.of(this.kind(), depth)),
      () =>
        this.filter(
          "filesizeformat",
          this.of(this.pick(["int", "float"]), depth),
          ...(this.chance(30) ? ["true"] : []),
        ),
      () => this.filter("urlencode", this.of(this.pick(["dict", "str"]), depth)),
      () => this.filter("xmlattr", this.of("dict", depth), ...(this.chance(30) ? ["false"] : [])),
      () =>
        expression`(${str()}).${this.pick(["upper()", "lower()", "title()", "strip()", "capitalize()", "replace('a', 'b')", "lstrip('a ')", "rstrip()", "join(ws)", "join(['p', 'q'])"])}`,
      () => this.filter(this.pick(["first", "last"]), this.of(this.pick(["str", "strs"]), depth)),
      () => this.filter("trim", str(), this.atom("str")),
      () => expression`${this.pick(["row.name", "cfg.name", "d.b", "rows[0].name", "row['name']", "d|attr('b')"])}`,
      () => this.strMethod(depth),
      () => this.strMethod(depth),
      () => this.formatted(depth),
      () => this.formatted(depth),
      () => (this.loops > 0 ? expression`loop.cycle(${str()}, ${str()})` : str()),
      () => (this.loops > 0 ? expression`loop ~ ''` : str()),
      () => this.filter("reverse", expression`${this.pick(["s", "t", "html", "safe", "'añb'"])}`),
      () => this.filter("default", this.of("any", depth), this.atom("str"), "true"),
      () => expression`(${str()} if ${this.of("bool", depth)} else ${str()})`,
    );
  }

  /** A method of strings that the other expressions do not call. */
  protected strMethod(depth: number): Part {
    const subject = this.of("str", depth);
    const other = this.atom("str");
    this.used.add("method of strings");
    return this.one(
      () =>
        expression`(${subject}).${this.pick(["swapcase()", "expandtabs()", "expandtabs(3)", "zfill(7)", "strip('a<')"])}`,
      () =>
        expression`(${subject}).${this.pick(["ljust", "rjust", "center"])}(${this.pick(["3", "9", "12, '*'", "10, 'é'", "n"])})`,
      () => expression`(${subject}).${this.pick(["lstrip", "rstrip", "strip"])}(${other})`,
      () =>
        expression`(${subject}).${this.pick(["split", "rsplit"])}(${this.pick(["", "' '", "',', 1", "none, 1", "'a'"])})`,
      () => expression`(${subject}).splitlines(${this.pick(["", "true", "keepends=true"])})`,
      () => expression`(${subject}).${this.pick(["partition", "rpartition"])}(${other})`,
      () => expression`(${subject}).replace(${other}, ${this.atom("str")}${this.pick(["", ", 1", ", -1"])})`,
      () => expression`(${this.atom("str")}).join(${this.of(this.pick(["strs", "any"]), depth)})`,
      () =>
        expression`(${subject}).${this.pick(["startswith", "endswith"])}((${other}, 'a')${this.pick(["", ", 1", ", 0, 3"])})`,
      () => expression`('' ~ n).${this.pick(["casefold()", "removeprefix('1')", "removesuffix('0')"])}`,
    );
  }

  /** `%` and `format`. */
  protected formatted(depth: number): Part {
    this.used.add("formatting");
    const any = (): Part => this.of(this.kind(), depth);
    const flags = (): string => this.pick(["", "", "-", "+", "0", "#", " ", "-0"]);
    const width = (): string => this.pick(["", "", "3", "8", "12", ".2", "8.3", ".0"]);
    const spec = (): string =>
      `${this.pick(["", "", "<", ">", "^", "=", "*^"])}${this.pick(["", "", "+", " "])}${this.pick(["", "", "#"])}${this.pick(["", "", "0"])}${this.pick(["", "6", "11"])}${this.pick(["", "", ",", "_"])}${this.pick(["", "", ".2", ".0"])}${this.pick(["", "d", "f", "e", "g", "%", "x", "s", "b"])}`;
    return this.one(
      () => expression`'%${flags()}${width()}${this.pick(["s", "s", "r", "a"])}|' % (${any()},)`,
      () => expression`'<%s>${this.pick(["%s", "%r", "%%"])}' % (${any()}, ${any()})`,
      () =>
        expression`'%${flags()}${width()}${this.pick(["d", "i", "x", "o", "X"])}' % (${this.of(this.pick(["int", "bool"]), depth)},)`,
      () =>
        expression`'%${flags()}${width()}${this.pick(["f", "e", "g", "d", "F", "G", "E"])}' % (${this.of(this.pick(["int", "float"]), depth)},)`,
      () => expression`'%(a)s-%(b)${this.pick(["s", "r", "10s", "d"])}' % d`,
      () => expression`('<b>%s'|safe) % ${this.pick(["s", "(html,)", "safe", "n", "(none,)"])}`,
      () => expression`'{:${spec()}}'.format(${this.of(this.pick(["int", "float", "int", "float", "str"]), depth)})`,
      () =>
        expression`'${this.pick(["{}{}", "{1}{0}", "{0!r}", "{}{{}}", "{0}{a}", "{a[0]}", "{!s:>9}{}"])}'.format(${any()}, ${any()}, a=${this.atom("strs")})`,
      () => expression`('<{}>'|safe).format(${this.pick(["s", "n", "safe", "html", "none", "xs", "d", "f"])})`,
    );
  }

  protected bool(depth: number): Part {
    const same = this.pick<Kind>(["int", "str", "float", "ints", "strs"]);
    return this.one(
      () => this.atom("bool"),
      () => expression`${this.of(same, depth)} ${this.pick(COMPARISONS)} ${this.of(same, depth)}`,
      () =>
        expression`${this.of("int", depth)} ${this.pick(COMPARISONS)} ${this.of("float", depth)} ${this.pick(COMPARISONS)} ${this.of("int", depth)}`,
      () => expression`${this.of(this.kind(), depth)} ${this.pick(["==", "!="])} ${this.of(this.kind(), depth)}`,
      () => expression`(not ${this.of("bool", depth)})`,
      () => expression`${this.of("bool", depth)} ${this.pick(["and", "or"])} ${this.of("bool", depth)}`,
      () => expression`${this.of("int", depth)} ${this.pick(["in", "not in"])} ${this.of("ints", depth)}`,
      () =>
        expression`${this.of("str", depth)} ${this.pick(["in", "not in"])} ${this.of(this.pick(["str", "strs", "dict"]), depth)}`,
      () => this.test(this.of(this.kind(), depth), this.pick(PLAIN_TESTS)),
      () => this.test(this.of("int", depth), "divisibleby", this.pick(["2", "3", "n"])),
      () => this.test(this.of(same, depth), this.pick(TEST_COMPARISONS.slice(0, 9)), this.of(same, depth)),
      () => this.test(this.of("int", depth), "in", this.of("ints", depth)),
      () => this.test(this.pick(["none", "true", "n"]), "sameas", this.pick(["none", "true", "false"])),
      () => this.test(this.pick(["'upper'", "'nope'", "s"]), this.pick(["filter", "test"])),
      () => expression`(${this.of("str", depth)}).${this.pick(["startswith", "endswith"])}(${this.atom("str")})`,
      () =>
        expression`(${this.of("str", depth)}).is${this.pick(["alnum", "alpha", "ascii", "decimal", "digit", "identifier", "lower", "numeric", "printable", "space", "title", "upper"])}()`,
      () => (this.loops > 0 ? expression`loop.changed(${this.of(this.kind(), depth)})` : this.of("bool", depth)),
    );
  }
}
