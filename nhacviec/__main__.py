"""python -m nhacviec"""

from nhacviec.cli import main

if __name__ == "__main__":  # a process aside reads this file, too
    main()
