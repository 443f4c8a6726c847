/** Random expressions by the kind of their value. */
import { FIELDS, type Kind, NAMES } from "./context.ts";
import { GlobalExpressions } from "./expression-globals.ts";
import { expression, type Part } from "./piece.ts";

export class Expressions extends GlobalExpressions {
  protected override compound(kind: Kind, depth: number): Part {
    switch (kind) {
      case "int":
        return this.int(depth);
      case "float":
        return this.float(depth);
      case "str":
        return this.str(depth);
      case "bool":
        return this.bool(depth);
      case "ints":
        return this.ints(depth);
      case "strs":
        return this.strs(depth);
      case "row":
        return this.one(
          () => this.atom("row"),
          () => expression`rows[${this.pick(["0", "-1", "1"])}]`,
          () => this.filter("first", this.of("rows", depth)),
        );
      case "rows":
        return this.rows(depth);
      case "dict":
        return this.dict(depth);
      case "any":
        return this.any(depth);
    }
  }

  protected ints(depth: number): Part {
    const ints = (): Part => this.of("ints", depth);
    const plain = expression`${this.pick(NAMES.ints)}`;
    return this.one(
      () => this.atom("ints"),
      () => expression`[${this.of("int", depth)}, ${this.of("int", depth)}]`,
      () => expression`[${this.of("int", depth)}]`,
      () => this.filter("sort", ints(), ...(this.chance(40) ? ["reverse=true"] : [])),
      () => this.filter("list", ints()),
      () => this.filter("list", this.lazily("unique", ints())),
      () => this.filter("list", this.filter("reverse", ints())),
      () =>
        this.filter(
          "list",
          this.lazily("map", ints(), this.pick(["'abs'", "'string'", "'int'", "'float'", "'default', 1"])),
        ),
      () =>
        this.filter(
          "list",
          this.lazily(
            this.pick(["select", "reject"]),
            ints(),
            this.chance(40)
              ? this.compared()
              : this.pick(["'odd'", "'even'", "'gt', 2", "'divisibleby', 3", "'in', ys", "'defined'"]),
          ),
        ),
      () => this.filter("list", this.lazily("select", ints())),
      () => this.filter("list", this.lazily("batch", ints(), this.pick(["2", "3, 0", "2, fill_with='x'"]))),
      () => this.filter("list", this.lazily("slice", ints(), this.pick(["2", "3", "3, 9"]))),
      () => expression`${plain} + ${this.pick(["xs", "ys", "[1]"])}`,
      () => expression`${plain} * ${this.pick(["2", "0"])}`,
      () => expression`(${ints()})[${this.pick(["1:", ":2", "::-1", "-2:", "::2", ":n"])}]`,
      () => expression`range(${this.pick(["n", "4", "2, 8", "0, 9, 4", "m % 7"])})`,
      () => expression`d.c`,
      () => this.filter("list", this.lazily("map", this.of("rows", depth), "attribute='id'")),
      () => expression`(${ints()})|list`,
    );
  }

  protected strs(depth: number): Part {
    const strs = (): Part => this.of("strs", depth);
    return this.one(
      () => this.atom("strs"),
      () => expression`[${this.of("str", depth)}, ${this.of("str", depth)}]`,
      () => expression`(${this.of("str", depth)}).split(${this.pick(["", "' '", "','", "' ', 1", "none, 1"])})`,
      () =>
        this.filter(
          "sort",
          strs(),
          ...(this.chance(40) ? [this.pick(["case_sensitive=true", "true", "reverse=true"])] : []),
        ),
      () => this.filter("list", this.lazily("unique", strs(), ...(this.chance(30) ? ["true"] : []))),
      () =>
        this.filter(
          "list",
          this.lazily(
            "map",
            strs(),
            this.pick(["'upper'", "'length'", "'trim'", "'replace', 'a', 'b'", "'first'", "'title'"]),
          ),
        ),
      () =>
        this.filter(
          "list",
          this.lazily(
            this.pick(["select", "reject"]),
            strs(),
            this.pick(["'lower'", "'string'", "'in', ['a', 'b']", "'eq', 'foo'", "'defined'"]),
          ),
        ),
      () => this.filter("list", this.of("str", depth)),
      () => this.filter("list", this.of("dict", depth)),
      () => expression`d.keys()|list`,
      () => expression`row.tags`,
      () =>
        this.filter(
          "list",
          this.lazily(
            "map",
            this.of("rows", depth),
            this.pick(["attribute='name'", "attribute='tags.0', default='-'", "attribute='nope', default='?'"]),
          ),
        ),
    );
  }

  protected rows(depth: number): Part {
    const rows = (): Part => this.of("rows", depth);
    const [field] = this.pick(FIELDS);
    return this.one(
      () => this.atom("rows"),
      () => this.filter("sort", rows(), `attribute='${field}'`, ...(this.chance(30) ? ["reverse=true"] : [])),
      () => this.filter("sort", rows(), "attribute='ok,name'"),
      () =>
        this.filter(
          "list",
          this.lazily(
            "selectattr",
            rows(),
            this.pick(["'ok'", "'id', 'gt', 2", "'name', 'eq', 'a'", "'tags'", "'price', 'lt', 2.5"]),
          ),
        ),
      () =>
        this.filter(
          "list",
          this.lazily("rejectattr", rows(), this.pick(["'ok'", "'id', 'odd'", "'name', 'in', ['a', 'foo']"])),
        ),
      () => this.filter("list", this.lazily("unique", rows(), `attribute='${this.pick(["id", "name", "ok"])}'`)),
      () => expression`rows[${this.pick([":2", "1:", "::-1"])}]`,
      () => this.filter("list", this.filter("reverse", rows())),
      () => expression`[row]`,
    );
  }

  protected dict(depth: number): Part {
    return this.one(
      () => this.atom("dict"),
      () => expression`{'a': ${this.of(this.kind(), depth)}, 'b': ${this.of(this.kind(), depth)}}`,
      () => expression`{${this.of("str", depth)}: ${this.of("int", depth)}}`,
      () => expression`dict(a=${this.of("int", depth)}, b=${this.of("str", depth)})`,
      () => expression`dict(d, a=${this.of(this.kind(), depth)})`,
      () => expression`cfg.sub`,
      () => expression`dict([('p', ${this.of(this.kind(), depth)})])`,
    );
  }

  protected any(depth: number): Part {
    const kind = this.kind();
    return this.one(
      () => this.atom("any"),
      () => this.of(kind, depth),
      () => this.filter("list", this.filter("items", this.of("dict", depth))),
      () => expression`d.items()|list`,
      () => expression`${this.pick(["d", "cfg", "row"])}.${this.pick(["items()", "keys()", "values()"])}`,
      () =>
        this.lazily(this.pick(["map", "select", "reject"]), this.of("strs", depth), this.pick(["'upper'", "'string'"])),
      () => this.filter(this.pick(["reverse", "items"]), this.of(this.pick(["ints", "dict"]), depth)),
      () =>
        this.filter(
          "dictsort",
          this.of("dict", depth),
          ...(this.chance(40) ? [this.pick(["true", "by='value'", "reverse=true", "false, 'value'"])] : []),
        ),
      () =>
        this.filter(
          "groupby",
          this.of("rows", depth),
          this.pick(["'ok'", "'name'", "attribute='id'", "'ok', default=1"]),
        ),
      () => expression`(${this.of("int", depth)}, ${this.of(kind, depth)})`,
      () => expression`[${this.of(kind, depth)}, [${this.of(kind, depth)}], {'x': ${this.of(kind, depth)}}]`,
      () =>
        expression`${this.pick(["d.nope", "row.nope", "xs[9]", "cfg.sub.zz", "d['q']", "mixed.k0", "mixed[0]", "pair[0]", "pair.1", "cfg.sub.v", "safe", "d.get('zz')", "d.get('zz', 1)"])}`,
      () =>
        this.filter(
          this.pick([
            "first",
            "last",
            "list",
            "string",
            "length",
            "sum",
            "min",
            "max",
            "sort",
            "upper",
            "int",
            "float",
            "abs",
            "tojson",
            "title",
            "capitalize",
            "round",
          ]),
          this.of(kind, depth),
        ),
      () => this.filter("attr", this.pick(["d", "row", "n", "none", "mixed", "s"]), this.pick(["'a'", "'nope'"])),
    );
  }
}
