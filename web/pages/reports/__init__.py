"""Reports of periods: the figures that were fixed, files to have, and how it went over time."""
