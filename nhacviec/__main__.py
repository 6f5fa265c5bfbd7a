"""python -m nhacviec"""

from nhacviec.cli import main

main()
