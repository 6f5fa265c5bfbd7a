"""The pages of the board: a folder each, with its routes, their permissions and its templates."""
