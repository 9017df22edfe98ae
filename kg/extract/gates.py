"""Words without which the regular expressions of `kg.extract.context` find nothing, and are not asked."""

from __future__ import annotations

GATES = (
    "without not no nor never instead rather avoid* eliminat* obviat* remov* replac* dispens* free "
    "require* need* neither drop* omit* place lieu absence away skip* bypass* sidestep* circumvent* "
    "forgo* forego* "
    "abandon* discard* exclud* except refrain* abstain* leav* left lack* nowhere given reject* superfluous "
    "unnecessary obsolete tried considered role other cannot give* gave substitut* redundant tested "
    "attempted explored",
    "unlike contrast contrary opposed different* differ* alternative* weakness* drawback* limitation* "
    "shortcoming* "
    "flaw* opposite departure beyond",
    "suffer* fail* struggl* lack* limited cannot can is are was were do does did need* requir* ignor* "
    "neglect* "
    "overlook* forget* miss* collaps* trap* hold* although while though whereas break* degrad* remain* "
    "tend* prove* scal* deteriorat* may",
    "could might may would future later plan* hope* intend* if whether next open remain* imagine promising "
    "direction* should potential* principle conceivable possible extension* wish* want* believe imaginable "
    "another left worth tested tried",
    "outperform* surpass* exceed* beat* beaten better higher faster lower accurate improv* gain* over "
    "compar* "
    "baseline* par versus vs against than relative match* lose* behind twice halv* dominat* superior "
    "competitive cut* reduc* times slower worse outdone",
)
"""Words without which a sentence negates nothing, names no rival, and so on; ``*`` stands for any ending."""
CLOSE = (
    "without neither nor no not never cannot nowhere instead rather place lieu avoid* eliminat* obviat* "
    "remov* dispens* away free forgo* forego* omit* drop* skip* bypass* sidestep* circumvent* abandon* "
    "discard* exclud* except other leav* give* refrain* abstain* absence replac* substitut* lack* need",
    GATES[1],
    "outperform* surpass* exceed* beat* improv* gain* over compar* competitive par baseline* versus vs "
    "against relative lose* superior dominates matches than halv* cut* reduc* lower*",
)
"""Words of which one begins whatever before a mention negates it, makes it a rival, or beats it."""
