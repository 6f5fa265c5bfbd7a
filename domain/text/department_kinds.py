"""What kind of body a department is, by what its name begins with."""

USUAL = "Sở"
OTHER = "cơ quan"
KINDS = (
    USUAL,
    "Ban",
    "Chi cục",
    "Cục",
    "Trung tâm",
    "Viện",
    "Trường",
    "Thanh tra",
    "Ủy ban nhân dân",
    "Uỷ ban nhân dân",
    "UBND",
)


def kind_of(name: str) -> str:
    """The word that stands for it in running text, as in "Văn phòng Sở"; of no name the usual."""
    if not name:
        return USUAL
    begins = name.casefold()
    return next((kind for kind in KINDS if begins.startswith(f"{kind.casefold()} ")), OTHER)
