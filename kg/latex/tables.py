"""What LaTeX's macros stand for, as far as titles and abstracts use them."""

from __future__ import annotations

from functools import cache


def _words(names: str) -> frozenset[str]:
    return frozenset(names.split())


ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306",
    ".": "\u0307", '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323",
    "c": "\u0327", "k": "\u0328", "b": "\u0331", "t": "\u0361",
    "hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "widetilde": "\u0303", "bar": "\u0304",
    "overline": "\u0304", "Bar": "\u0304", "vec": "\u20d7", "dot": "\u0307", "ddot": "\u0308",
    "breve": "\u0306", "check": "\u030c", "acute": "\u0301", "grave": "\u0300", "mathring": "\u030a",
}  # fmt: skip
WORDY = {accent for accent in ACCENTS if len(accent) > 1}
# "\beta" whose first letter a JSON writer took for an escape arrives as "\b{eta}".
BROKEN_GREEK = {
    ("b", "eta"): "β", ("r", "ho"): "ρ", ("t", "au"): "τ", ("t", "heta"): "θ", ("n", "u"): "ν",
    ("b", "ar"): "", ("t", "imes"): "×", ("t", "o"): "→", ("n", "eq"): "≠",
}  # fmt: skip
OWN = {
    "epsilon": "ε", "textbackslash": "∖", "backslash": "∖", "star": "*", "ast": "*", "sim": "~",
    "degree": "°", "textdegree": "°", "percent": "%", "LaTeX": "LaTeX", "TeX": "TeX", "textless": "<",
    "textgreater": ">", "lt": "<", "gt": ">", "colon": ":", "lvert": "|", "rvert": "|", "vert": "|",
    "Vert": "‖", "lVert": "‖", "rVert": "‖", "textasciitilde": "~", "textasciicircum": "^",
    "textunderscore": "_", "textendash": "–", "textemdash": "—", "dots": "…", "ldots": "…", "cdots": "⋯",
    "ie": "i.e.", "eg": "e.g.", "etal": "et al.", "wrt": "w.r.t.", "etc": "etc.", "slash": "/",
    "newline": " ", "par": " ", "quad": " ", "qquad": " ", "space": " ", "item": " ", "n": " ", "t": " ",
    "second": "s", "milli": "m", "micro": "µ", "hbar": "ℏ", "implies": "⇒", "iff": "⇔", "Real": "R",
    "ss": "ß", "i": "i", "j": "j", "nobreakspace": " ",
}  # fmt: skip
NOTHING = _words(
    """left right big Big bigg Bigg bigl bigr Bigl Bigr middle bf it em sc rm sf tt sl cal bfseries itshape
    scshape upshape normalfont rmfamily sffamily ttfamily mdseries tiny small footnotesize scriptsize
    normalsize large Large LARGE huge Huge xspace displaystyle textstyle scriptstyle limits nolimits
    noindent iffalse iftrue fi protect relax centering boldmath unboldmath allowbreak linebreak nobreak hfill
    ensuremath leavevmode null"""
)
STYLES = _words(
    """emph text textbf textit textrm textsf texttt textsc textsl textup textmd textnormal underline uline
    mbox hbox fbox mathrm mathbf mathit mathsf mathtt mathcal mathbb mathfrak mathscr mathnormal boldsymbol bm
    operatorname overrightarrow underbrace overbrace ac acs acl acp acf gls glspl Gls url num uppercase
    lowercase MakeUppercase textsubscript ensuremath smash mathop mathbin mathrel pmb bold si added"""
)
"""The argument stands for the whole."""
DROPPED = {
    "cite": 1, "citep": 1, "citet": 1, "citealp": 1, "citealt": 1, "citeauthor": 1, "citeyear": 1,
    "label": 1, "ref": 1, "eqref": 1, "cref": 1, "Cref": 1, "autoref": 1, "hspace": 1, "vspace": 1,
    "phantom": 1, "hphantom": 1, "vphantom": 1, "color": 1, "begin": 1, "end": 1, "deleted": 1, "input": 1,
    "includegraphics": 1, "footnotemark": 0, "thanks": 1,
}  # fmt: skip
"""Macros whose arguments are no words of the text, with their number."""
PARTS = {
    "frac": 2, "tfrac": 2, "dfrac": 2, "nicefrac": 2, "binom": 2, "href": 2, "textcolor": 2, "colorbox": 2,
    "SI": 2, "qty": 2, "replaced": 2, "sqrt": 1, "footnote": 1, "textsuperscript": 1,
}  # fmt: skip
"""Macros of several parts, with the number of their arguments."""
ESCAPES = {
    ",": " ", ";": " ", ":": " ", ">": " ", "!": "", "/": "", "-": "", "\\": " ", "(": "", ")": "",
    "[": "", "]": "", "|": "‖", " ": " ", "\n": " ", "\t": " ", "": "",
}  # fmt: skip


@cache
def symbols() -> dict[str, str]:
    """Macro name to Unicode: pylatexenc's plain replacements, with our own on top."""
    from pylatexenc.latex2text import get_default_latex_context_db

    table = {
        spec.macroname: spec.simplify_repl
        for spec in get_default_latex_context_db().iter_macro_specs()
        if isinstance(spec.simplify_repl, str) and "%" not in spec.simplify_repl and spec.macroname.isalpha()
    }
    return {**table, **OWN}
