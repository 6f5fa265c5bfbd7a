"""python -m nhacviec"""

import gc


def main() -> None:
    """The command line. What it imports is never garbage, and is not looked through for any.

    It is imported in here, as a process aside reads this file, too, and needs none of it.
    """
    gc.disable()
    from nhacviec.cli.app import main as command_line

    gc.freeze()
    gc.enable()
    command_line()


if __name__ == "__main__":
    main()
