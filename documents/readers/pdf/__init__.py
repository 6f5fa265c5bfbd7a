"""PDF files and pictures: pages with text of their own, and scans."""
