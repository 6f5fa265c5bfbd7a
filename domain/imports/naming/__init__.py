"""How units are called: full names, initials, groups, bodies outside the department."""
