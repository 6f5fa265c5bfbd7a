"""Pages that are pictures: straightened, their rules found, their letters recognised."""
