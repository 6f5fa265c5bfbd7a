"""The Excel workbook of a period."""
