"""Answers batches of templates with Jinja2, the reference: one JSON list of cases a line in, one list of answers a line out.

A case has template, includes, context (tagged as test/value/case.ts tells), options, folding, which is off where
constant expressions shall be worked out only when they are reached, and addresses, which is off where methods and
iterators shall print names as the other engine does in place of an address in memory, and leaks, which is off where a
block shall escape by its own text only, and no `break` or `continue` leave the escaping of its place behind; a line of
null is answered by the names of all filters and tests; an answer has ok, the output, or error, the exception's class and
those it derives from. Markup is that of MarkupSafe 3. It must not know what the other engine answers.
"""
import contextlib
import functools
import json
import signal
import sys
import types
import warnings

import markup3
from jinja2.compiler import CodeGenerator

from jinja2 import ChainableUndefined, DebugUndefined, DictLoader, Environment, StrictUndefined, Undefined, pass_context
from markupsafe import Markup

markup3.install()
sys.set_int_max_str_digits(0)
# Python warns of literals that are subscripted.
warnings.simplefilter("ignore")


def chained(self, name):
    """As in Jinja2 3.2, where methods of Python's inside are not there, so that markup formats it as empty markup."""
    if name[:2] == "__" and name[-2:] == "__":
        raise AttributeError(name)
    return self


ChainableUndefined.__getattr__ = chained


class SemiStrictUndefined(StrictUndefined):
    """Strict, but its truth may be asked for."""

    __slots__ = ()
    __bool__ = Undefined.__bool__


MODES = {
    "strict": StrictUndefined,
    "lenient": Undefined,
    "chainable": ChainableUndefined,
    "debug": DebugUndefined,
    "semi-strict": SemiStrictUndefined,
}


def untag(value):
    if isinstance(value, list):
        return [untag(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "f" in value:
        return float(value["f"])
    if "i" in value:
        return int(value["i"])
    if "m" in value:
        return Markup(value["m"])
    if "t" in value:
        return tuple(untag(item) for item in value["t"])
    return {untag(key): untag(item) for key, item in value["d"]}


class Method:
    """A method of a value of Python's that prints its name."""

    def __init__(self, function, name):
        self.function = function
        self.name = name

    def __call__(self, *args, **kwargs):
        return self.function(*args, **kwargs)

    def __eq__(self, other):
        return isinstance(other, Method) and self.function == other.function

    def __hash__(self):
        return hash(self.function)

    def __repr__(self):
        return f"<function {self.name}>"


class Items:
    """An iterator that prints the name of the filter it comes from."""

    def __init__(self, items, name):
        self.items = items
        self.name = name

    def __iter__(self):
        return self

    def __next__(self):
        return next(self.items)

    def __repr__(self):
        return f"<{type(self).__name__} object {self.name}>"


@functools.cache
def named_as(base, original):
    return type(original.__name__, (base,), {"__module__": original.__module__})


def named_items(name, function):
    @functools.wraps(function)
    def apply(*args, **kwargs):
        items = function(*args, **kwargs)
        return named_as(Items, type(items))(items, name) if hasattr(items, "__next__") else items

    return apply


METHODS = (types.BuiltinMethodType, types.MethodType)


class Unaddressed(Environment):
    """Jinja2 without an address in what it prints."""

    def __init__(self, **options):
        super().__init__(**options)
        for name in ("batch", "items", "map", "reject", "rejectattr", "reverse", "select", "selectattr", "slice", "unique"):
            self.filters[name] = named_items(name, self.filters[name])

    def getattr(self, obj, attribute):
        return self.method(super().getattr(obj, attribute), obj, attribute)

    def getitem(self, obj, argument):
        return self.method(super().getitem(obj, argument), obj, argument)

    def method(self, found, obj, name):
        plain = isinstance(obj, (str, int, float, list, tuple, dict))
        return named_as(Method, type(found))(found, name) if plain and isinstance(found, METHODS) else found


class Restoring(CodeGenerator):
    """Compiles what sets whether there is escaping so that it holds for its own text, however that is left."""

    def visit_ScopedEvalContextModifier(self, node, frame):
        saved = frame.eval_ctx.save()
        with self.restored():
            self.visit_EvalContextModifier(node, frame)
            for child in node.body:
                self.visit(child, frame)
        frame.eval_ctx.revert(saved)

    def blockvisit(self, nodes, frame):
        block = self.blocks.get(frame.block)
        if block is None or nodes is not block.body:
            return super().blockvisit(nodes, frame)
        with self.restored():
            self.writeline(f"context.eval_ctx.autoescape = {frame.eval_ctx.autoescape!r}")
            super().blockvisit(nodes, frame)

    @contextlib.contextmanager
    def restored(self):
        before = self.temporary_identifier()
        self.writeline(f"{before} = context.eval_ctx.save()")
        self.writeline("try:")
        self.indent()
        yield
        self.outdent()
        self.writeline("finally:")
        self.indent()
        self.writeline(f"context.eval_ctx.revert({before})")
        self.outdent()


@functools.cache
def environment_of(folding, addresses, leaks, syntax, **options):
    # A finalizer that wants the context is the one thing that keeps Jinja2 from folding what it prints.
    finalize = None if folding else pass_context(lambda context, value: value)
    environment = (Environment if addresses else Unaddressed)(
        extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols", "jinja2.ext.i18n", "jinja2.ext.debug"],
        optimized=folding,
        finalize=finalize,
        undefined=MODES[options["undefined"]],
        autoescape=options["autoescape"],
        trim_blocks=options["trimBlocks"],
        lstrip_blocks=options["lstripBlocks"],
        keep_trailing_newline=options["keepTrailingNewline"],
        **dict(syntax),
    )
    if not leaks:
        environment.code_generator_class = Restoring
    environment.install_null_translations(newstyle=options.get("newstyleGettext", False))
    return environment


class TooLong(BaseException):
    """Raised in a template that calls itself too often."""


def stop(_signal, _frame):
    raise TooLong


signal.signal(signal.SIGALRM, stop)


def answer(case):
    options = dict(case["options"])
    syntax = tuple(options.pop("syntax", {}).items())
    environment = environment_of(case["folding"], case["addresses"], case["leaks"], syntax, **options)
    environment.loader = DictLoader(case["includes"])
    environment.cache.clear()
    signal.setitimer(signal.ITIMER_REAL, 1, 0.2)
    try:
        if "main" in case["includes"]:
            template = environment.get_template("main")
        else:
            template = environment.from_string(case["template"])
        return {"ok": template.render(untag(case["context"]))}
    except TooLong:
        return {"error": ["TooLong"], "message": ""}
    except Exception as error:
        bases = [base.__name__ for base in type(error).__mro__[:-2]]
        return {"error": bases, "message": str(error)[:200], "line": getattr(error, "lineno", None)}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def stopped(case):
    """The answer, where the signal may come again while the first is on its way."""
    try:
        return answer(case)
    except TooLong:
        signal.setitimer(signal.ITIMER_REAL, 0)
        return {"error": ["TooLong"], "message": ""}


def reply(cases):
    if cases is None:
        plain = Environment()
        return {"filter": sorted(plain.filters), "test": sorted(plain.tests)}
    return [stopped(case) for case in cases]


for line in sys.stdin:
    print(json.dumps(reply(json.loads(line))), flush=True)
