"""The methods of MarkupSafe 3 in the place of those that the installed one has.

Jinja2 3.2 wants MarkupSafe 3, where only what comes into a text is escaped, not what is looked for in it, and where every
method that gives text gives markup. It must not know Jinja2.
"""
import html

from markupsafe import EscapeFormatter, Markup


def marked(name):
    """The method of `str`, its result as markup."""
    plain = getattr(str, name)

    def method(self, *args):
        return self.__class__(plain(self, *args))

    return method


def filling(name):
    """The method of `str` with the character that it fills with escaped."""
    plain = getattr(str, name)

    def method(self, width, fillchar=" ", /):
        return self.__class__(plain(self, width, self.escape(fillchar)))

    return method


def parting(name):
    plain = getattr(str, name)

    def method(self, sep, /):
        return tuple(self.__class__(part) for part in plain(self, sep))

    return method


def replace(self, old, new, count=-1, /):
    return self.__class__(str.replace(self, old, self.escape(new), count))


def expandtabs(self, /, tabsize=8):
    return self.__class__(str.expandtabs(self, tabsize))


def removesuffix(self, suffix):
    return self.__class__(str.removesuffix(self, suffix))


def format_map(self, mapping, /):
    return self.__class__(EscapeFormatter(self.escape).vformat(self, (), mapping))


def without(text, opening, closing):
    """The text without what lies between two marks, also where these come about by a cut."""
    while (start := text.find(opening)) != -1 and (end := text.find(closing, start)) != -1:
        text = text[:start] + text[end + len(closing) :]
    return text


def striptags(self, /):
    text = without(without(str(self), "<!--", "-->"), "<", ">")
    return html.unescape(" ".join(text.split()))


def install():
    for name in ("strip", "lstrip", "rstrip", "removeprefix", "translate", "zfill", "casefold", "swapcase"):
        setattr(Markup, name, marked(name))
    for name in ("ljust", "rjust", "center"):
        setattr(Markup, name, filling(name))
    for name in ("partition", "rpartition"):
        setattr(Markup, name, parting(name))
    for method in (replace, expandtabs, removesuffix, format_map, striptags):
        setattr(Markup, method.__name__, method)
