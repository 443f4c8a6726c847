"""Answers batches of templates with Jinja2, the reference: one JSON list of cases a line in, one list of answers a line out.

A case has template, includes, context (tagged as test/value/case.ts tells), options and folding, which is off where
constant expressions shall be worked out only when they are reached; an answer has ok, the output, or
error, the exception's class and those it derives from. It must not know what the other engine answers.
"""
import functools
import json
import signal
import sys
import warnings

from jinja2 import ChainableUndefined, DebugUndefined, DictLoader, Environment, StrictUndefined, Undefined, pass_context
from markupsafe import Markup

sys.set_int_max_str_digits(0)
# Python warns of literals that are subscripted.
warnings.simplefilter("ignore")


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


@functools.cache
def environment_of(folding, syntax, **options):
    # A finalizer that wants the context is the one thing that keeps Jinja2 from folding what it prints.
    finalize = None if folding else pass_context(lambda context, value: value)
    environment = Environment(
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
    environment = environment_of(case["folding"], syntax, **options)
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


for line in sys.stdin:
    print(json.dumps([answer(case) for case in json.loads(line)]), flush=True)
